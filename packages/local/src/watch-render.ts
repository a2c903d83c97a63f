import type { Worker } from 'node:worker_threads'
import type { RenderReport } from './render-worker.js'

// A frame takes tens of ms, and at most 10 s where it is slowed down on purpose.
const MAX_SILENCE_MS = 60_000

export interface RenderListener {
  /** The number of frames encoded so far. */
  encoded(frames: number): void
  finished(bytes: number): void
  /** Also after a finish, when the worker has ended without a word: whoever listens knows which came first. */
  failed(error: string): void
}

/** Tells the listener how a worker's render goes; resolves when the worker is gone. */
export async function watchRender(worker: Worker, listener: RenderListener): Promise<void> {
  const silence = setTimeout(() => {
    listener.failed(`The render worker was silent for ${MAX_SILENCE_MS / 1000} s`)
  }, MAX_SILENCE_MS)
  silence.unref()
  worker.on('message', (report: RenderReport) => {
    silence.refresh()
    if (typeof report === 'number') listener.encoded(report)
    else if ('finished' in report) listener.finished(report.finished.bytes)
    else listener.failed(report.failed)
  })
  worker.on('error', (error: unknown) => {
    listener.failed(`The render worker crashed: ${error instanceof Error ? error.message : String(error)}`)
  })
  const exitCode = await new Promise<number>((resolve) => worker.once('exit', resolve))
  clearTimeout(silence)
  listener.failed(`The render worker stopped with exit code ${exitCode} before the video was finished`)
}
