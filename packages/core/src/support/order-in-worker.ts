import { createVideoClient, fetchServerSentEvents } from '../index.js'
import { indexedDBStorage, persistence } from '../persist.js'
import { jobCreated, jobResult, jobStatus, type WireEvent } from '../protocol.js'

// A worker that orders a video, loses its connection once, and tells its page how it went.

/** What the worker tells its page. */
export interface WorkerReport {
  hasDocument: boolean
  phases: string[]
  requests: string[]
  outcome: unknown
}

const url = 'https://videos.example/1.mp4'
const answers: WireEvent[][] = [
  [
    jobCreated({ jobId: 'job-1', reference: 'ref-1', resume: true, cancel: true }),
    jobStatus({ jobId: 'job-1', status: 'processing', progress: 50 }),
  ],
  [jobResult({ jobId: 'job-1', status: 'completed', url })],
]
const requests: string[] = []

async function fetch(_url: string | URL | Request, { method = '' }: RequestInit = {}): Promise<Response> {
  requests.push(method)
  const body = answers.shift() ?? []
  const frames = body.map((event) => new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`))
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const frame = frames.shift()
      if (frame) controller.enqueue(frame)
      else controller.close()
    },
  })
  return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } })
}

const client = createVideoClient({
  connection: fetchServerSentEvents('/video', { fetch }),
  persist: persistence({ key: 'worker', storage: indexedDBStorage() }),
})
const phases: string[] = []
client.subscribe(({ phase }) => {
  if (phases.at(-1) !== phase) phases.push(phase)
})
const leave = client.attach()
const outcome = await client.generate({ prompt: 'a dog' })
client.reset()
leave()
client.dispose()
const report: WorkerReport = { hasDocument: 'document' in globalThis, phases, requests, outcome }
postMessage(report)
