import { expect, it } from 'vitest'
import type { WorkerReport } from './support/order-in-worker.js'

it('a client in a worker follows its job to the video, over a lost connection', async () => {
  const worker = new Worker(new URL('./support/order-in-worker.ts', import.meta.url), { type: 'module' })
  try {
    const report = await new Promise<WorkerReport>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(`The worker failed: ${message}`))
    })
    expect(report).toEqual({
      hasDocument: false,
      phases: ['creating', 'polling', 'reconnecting', 'polling', 'success', 'idle'],
      requests: ['POST', 'GET'],
      outcome: {
        outcome: 'success',
        result: { jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' },
      },
    })
  } finally {
    worker.terminate()
  }
})
