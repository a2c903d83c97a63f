import { Worker } from 'node:worker_threads'
import type { RenderTask } from './render-worker.js'

/** Starts a worker on one render; from the TypeScript sources when this file runs from them. */
export function spawnRenderWorker(task: RenderTask): Worker {
  if (import.meta.url.endsWith('.ts')) {
    const entry = new URL('./render-worker-from-source.mjs', import.meta.url)
    return new Worker(entry, { workerData: task, execArgv: ['--conditions=@reelstate/source'] })
  }
  // The options of the process are not inherited: its loaders and inspectors are meant for the process.
  return new Worker(new URL('./render-worker.js', import.meta.url), { workerData: task, execArgv: [] })
}
