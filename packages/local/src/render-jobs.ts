import { VideoError, type VideoStatusResult } from '@reelstate/server'
import { KeptJobs, type KeptJobsOptions } from './kept-jobs.js'
import { countFrames, type Outcome, type RenderJob, startRendering, statusOf } from './render-job.js'
import type { SceneOptions } from './scene/compose-scene.js'
import { spawnRenderWorker } from './spawn-render-worker.js'
import { watchRender } from './watch-render.js'

export interface RenderJobsOptions extends KeptJobsOptions {
  /** Renders that run at a time. */
  concurrency: number
  /** The shortest time a frame may take, in ms. */
  minMsPerFrame: number
  /** Hears what happens to renders; what it throws becomes a warning of the process. */
  log: (line: string) => void
  /** Starts the worker of one render; the tests have their own. */
  spawn?: typeof spawnRenderWorker
}

const CANCELED: Outcome = { name: 'failed', errorCode: 'canceled', error: 'The render was canceled.' }

/**
 * The renders of one adapter: a queue, and a worker per running render. With `records` the jobs outlive the
 * process: what had not ended is rendered again, from the start.
 */
export class RenderJobs {
  readonly #options: RenderJobsOptions & Required<Pick<RenderJobsOptions, 'spawn'>>
  readonly #kept: KeptJobs
  readonly #queue: RenderJob[]
  /** Each running render with the promise of its worker's end; until then it takes up one of the places. */
  readonly #running = new Map<RenderJob, Promise<void>>()
  readonly #log: (line: string) => void
  #closed: Promise<void> | undefined

  constructor(options: RenderJobsOptions) {
    this.#options = { spawn: spawnRenderWorker, ...options }
    this.#log = neverThrowing(options.log)
    this.#kept = new KeptJobs({ ...options, log: this.#log })
    this.#queue = this.#kept.restore()
    this.#startNext()
  }

  /**
   * Queues a render and returns its id, which nobody can guess. A key that was seen before returns its first
   * job. Throws `unavailable` after `close`, and when the job cannot be written down.
   */
  create(input: SceneOptions, idempotencyKey?: string): string {
    if (this.#closed) throw closed()
    const known = idempotencyKey === undefined ? undefined : this.#kept.idOf(idempotencyKey)
    if (known !== undefined) return known
    const job = this.#kept.add(input, idempotencyKey)
    this.#queue.push(job)
    this.#startNext()
    return job.record.id
  }

  /** Throws `not_found` for a job that never was or has expired, as do the methods below. */
  status(jobId: string): VideoStatusResult {
    const job = this.#find(jobId)
    return statusOf(job, this.#running.size + this.#queue.indexOf(job))
  }

  /** The finished video of a job, or undefined while there is none. */
  video(jobId: string): { path: string; bytes: number; expiresAt: Date } | undefined {
    const { state } = this.#find(jobId)
    if (state.name !== 'finished') return undefined
    const { bytes, expiresAt } = state
    return { path: this.#options.folder.pathOf(jobId), bytes, expiresAt: new Date(expiresAt) }
  }

  /** Stops a render. Once this has settled, its worker is gone; stopping it again gives the same answer. */
  async cancel(jobId: string): Promise<'canceled' | 'too_late'> {
    const job = this.#find(jobId)
    const { state, frames } = job
    if (state.name === 'finished') return 'too_late'
    if (state.name === 'failed') return state.errorCode === 'canceled' ? 'canceled' : 'too_late'
    if (state.name === 'queued') this.#queue.splice(this.#queue.indexOf(job), 1)
    const encoded = state.name === 'rendering' ? state.encoded : 0
    this.#end(job, CANCELED)
    this.#log(`render ${jobId}: canceled after frame ${encoded} of ${frames}`)
    await this.#running.get(job)
    return 'canceled'
  }

  /**
   * Stops every render. With `records` the jobs are kept for the next process, and every method throws
   * `unavailable` from then on; without, they are forgotten, their videos removed, and only `create` does.
   */
  close(): Promise<void> {
    this.#closed ??= this.#stopAll()
    return this.#closed
  }

  async #stopAll(): Promise<void> {
    this.#queue.length = 0
    for (const { state } of this.#running.keys())
      if (state.name === 'rendering') void state.worker.terminate()
    await Promise.all(this.#running.values())
    await this.#kept.close()
  }

  #find(jobId: string): RenderJob {
    // Not `not_found`: whoever asks must not take a job for lost that the next process goes on with.
    if (this.#closed && this.#options.records) throw closed()
    return this.#kept.find(jobId)
  }

  #startNext(): void {
    while (this.#running.size < this.#options.concurrency) {
      const job = this.#queue.shift()
      if (!job) return
      try {
        this.#start(job)
      } catch (error) {
        this.#fail(job, error instanceof Error ? error.message : String(error))
      }
    }
  }

  #start(job: RenderJob): void {
    const { folder, minMsPerFrame, spawn } = this.#options
    const { id, input } = job.record
    const startedAt = performance.now()
    const worker = spawn({ ...input, minMsPerFrame, path: folder.pathOf(id) })
    const state = startRendering(job, worker)
    // What was on its way when the job ended, or everything was closed, is no longer about anything.
    const isOver = () => job.state !== state || this.#closed !== undefined
    const gone = watchRender(worker, {
      encoded: (frames) => {
        if (!isOver()) countFrames(state, frames)
      },
      finished: (bytes) => {
        if (isOver()) return
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
        this.#end(job, { name: 'finished', bytes })
        this.#log(`render ${id}: finished, ${job.frames} frames in ${seconds} s`)
      },
      failed: (error) => {
        if (!isOver()) this.#fail(job, error)
      },
    })
    const ended = gone.then(async () => {
      if (job.state.name === 'failed') await this.#kept.removeVideo(id)
      this.#running.delete(job)
      this.#startNext()
    })
    this.#running.set(job, ended)
    this.#log(`render ${id}: started, ${job.frames} frames, ${input.width}x${input.height}`)
  }

  #fail(job: RenderJob, error: string): void {
    this.#log(`render ${job.record.id}: failed: ${error}`)
    this.#end(job, { name: 'failed', errorCode: 'generation_failed', error })
  }

  #end(job: RenderJob, outcome: Outcome): void {
    if (job.state.name === 'rendering') void job.state.worker.terminate()
    this.#kept.end(job, outcome)
  }
}

const closed = () =>
  new VideoError('unavailable', 'This adapter was closed. Call localVideo() for a new one.')

/** A log that throws must not decide how a render ends. */
function neverThrowing(log: (line: string) => void): (line: string) => void {
  return (line) => {
    try {
      log(line)
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
    }
  }
}
