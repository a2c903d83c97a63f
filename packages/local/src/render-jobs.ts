import { randomUUID } from 'node:crypto'
import type { Worker } from 'node:worker_threads'
import { VideoError, type VideoStatusResult } from '@reelstate/server'
import { frameCount } from './frame-count.js'
import type { RenderReport } from './render-worker.js'
import type { SceneOptions } from './scene/compose-scene.js'
import { spawnRenderWorker } from './spawn-render-worker.js'
import type { VideoFolder } from './video-folder.js'

export interface RenderJobsOptions {
  folder: VideoFolder
  /** Renders that run at a time. */
  concurrency: number
  /** How long an ended job and its video are kept, in ms. */
  keepMs: number
  /** The shortest time a frame may take, in ms. */
  minMsPerFrame: number
  log: (line: string) => void
  /** Starts the worker of one render; the tests have their own. */
  spawn?: typeof spawnRenderWorker
}

type RenderState =
  | { name: 'queued' }
  | { name: 'rendering'; worker: Worker; encoded: number; lastFrameAt: number; msPerFrame: number }
  | { name: 'finished'; bytes: number; expiresAt: Date }
  | { name: 'failed'; errorCode: 'canceled' | 'generation_failed'; error: string }

interface RenderJob {
  readonly id: string
  readonly input: SceneOptions
  readonly frames: number
  state: RenderState
}

const CANCELED: RenderState = { name: 'failed', errorCode: 'canceled', error: 'The render was canceled.' }

// A frame takes tens of ms, and at most 10 s where it is slowed down on purpose.
const MAX_SILENCE_MS = 60_000

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/**
 * The jobs of one adapter, in memory: a queue, a worker per running render, and the videos until they expire.
 */
export class RenderJobs {
  readonly #options: Required<RenderJobsOptions>
  readonly #jobs = new Map<string, RenderJob>()
  readonly #idOfKey = new Map<string, string>()
  readonly #queue: RenderJob[] = []
  /** Each running render with the promise of its worker's end; until then it takes up one of the places. */
  readonly #running = new Map<RenderJob, Promise<void>>()
  readonly #expiries = new Set<NodeJS.Timeout>()
  #closed: Promise<void> | undefined

  constructor(options: RenderJobsOptions) {
    this.#options = { spawn: spawnRenderWorker, ...options }
  }

  /**
   * Queues a render and returns its id, which nobody can guess. A key that was seen before returns its first
   * job.
   */
  create(input: SceneOptions, idempotencyKey?: string): string {
    const known = idempotencyKey === undefined ? undefined : this.#idOfKey.get(idempotencyKey)
    if (known !== undefined) return known
    if (this.#closed)
      throw new VideoError('unavailable', 'This adapter was closed. Call localVideo() for a new one.')
    const job: RenderJob = {
      id: randomUUID(),
      input,
      frames: frameCount(input.seconds),
      state: { name: 'queued' },
    }
    this.#jobs.set(job.id, job)
    if (idempotencyKey !== undefined) this.#idOfKey.set(idempotencyKey, job.id)
    this.#queue.push(job)
    this.#startNext()
    return job.id
  }

  /** Throws `not_found` for a job that never was or has expired, as do the methods below. */
  status(jobId: string): VideoStatusResult {
    const { state, frames } = this.#find(jobId)
    switch (state.name) {
      case 'queued':
        return { jobId, status: 'pending', queuePosition: this.#running.size + this.#placeInQueue(jobId) }
      case 'rendering': {
        const { encoded, msPerFrame } = state
        const progress = Math.floor((100 * encoded) / frames)
        const message = `frame ${encoded} of ${frames}`
        const measured = encoded > 1 ? { etaMs: Math.round(msPerFrame * (frames - encoded)) } : {}
        return { jobId, status: 'processing', progress, message, ...measured }
      }
      case 'finished':
        return { jobId, status: 'completed', progress: 100 }
      case 'failed':
        return { jobId, status: 'failed', error: state.error, errorCode: state.errorCode }
    }
  }

  /** The finished video of a job, or undefined while there is none. */
  video(jobId: string): { path: string; bytes: number; expiresAt: Date } | undefined {
    const { state } = this.#find(jobId)
    if (state.name !== 'finished') return undefined
    return { path: this.#options.folder.pathOf(jobId), bytes: state.bytes, expiresAt: state.expiresAt }
  }

  /** Stops a render. Once this has settled, its worker is gone; stopping it again gives the same answer. */
  async cancel(jobId: string): Promise<'canceled' | 'too_late'> {
    const job = this.#find(jobId)
    const { state, frames } = job
    if (state.name === 'finished') return 'too_late'
    if (state.name === 'failed') return state.errorCode === 'canceled' ? 'canceled' : 'too_late'
    if (state.name === 'queued') this.#queue.splice(this.#placeInQueue(jobId), 1)
    const encoded = state.name === 'rendering' ? state.encoded : 0
    this.#end(job, CANCELED)
    this.#log(`render ${jobId}: canceled after frame ${encoded} of ${frames}`)
    await this.#running.get(job)
    return 'canceled'
  }

  /**
   * Stops every render, forgets every job and removes the videos; from then on `create` throws `unavailable`.
   */
  close(): Promise<void> {
    this.#closed ??= this.#stopAll()
    return this.#closed
  }

  async #stopAll(): Promise<void> {
    this.#queue.length = 0
    const ids = [...this.#jobs.keys()]
    for (const job of this.#running.keys()) this.#end(job, CANCELED)
    await Promise.all(this.#running.values())
    for (const timer of this.#expiries) clearTimeout(timer)
    this.#expiries.clear()
    this.#jobs.clear()
    this.#idOfKey.clear()
    await Promise.all(ids.map((id) => this.#options.folder.remove(id)))
    await this.#options.folder.close()
  }

  #find(jobId: string): RenderJob {
    const job = this.#jobs.get(jobId)
    if (job) return job
    const seconds = Math.round(this.#options.keepMs / 1000)
    const kept = `Jobs are kept for ${seconds} s after they end, and not over a restart.`
    throw new VideoError('not_found', `There is no render job ${JSON.stringify(jobId)}. ${kept}`, { jobId })
  }

  #placeInQueue(jobId: string): number {
    return this.#queue.findIndex((job) => job.id === jobId)
  }

  #startNext(): void {
    while (this.#running.size < this.#options.concurrency) {
      const job = this.#queue.shift()
      if (!job) return
      try {
        this.#start(job)
      } catch (error) {
        this.#fail(job, messageOf(error))
      }
    }
  }

  #start(job: RenderJob): void {
    const { folder, minMsPerFrame, spawn } = this.#options
    const { width, height } = job.input
    const startedAt = performance.now()
    const worker = spawn({ ...job.input, minMsPerFrame, path: folder.pathOf(job.id) })
    const state = { name: 'rendering' as const, worker, encoded: 0, lastFrameAt: 0, msPerFrame: 0 }
    job.state = state
    const silence = setTimeout(() => {
      this.#fail(job, `The render worker was silent for ${MAX_SILENCE_MS / 1000} s`)
    }, MAX_SILENCE_MS)
    silence.unref()

    worker.on('message', (report: RenderReport) => {
      // What was on its way when the job ended is no longer about anything.
      if (job.state !== state) return
      silence.refresh()
      if (typeof report === 'number') {
        const now = performance.now()
        const ms = now - state.lastFrameAt
        // A moving mean, because the first frames are slow: code is still being compiled. The first one has
        // no start.
        if (report === 2) state.msPerFrame = ms
        else if (report > 2) state.msPerFrame += (ms - state.msPerFrame) / 8
        state.lastFrameAt = now
        state.encoded = report
      } else if ('finished' in report) {
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
        this.#log(`render ${job.id}: finished, ${job.frames} frames in ${seconds} s`)
        const expiresAt = new Date(Date.now() + this.#options.keepMs)
        this.#end(job, { name: 'finished', bytes: report.finished.bytes, expiresAt })
      } else {
        this.#fail(job, report.failed)
      }
    })
    worker.on('error', (error: unknown) => this.#fail(job, `The render worker crashed: ${messageOf(error)}`))
    const exited = new Promise<number>((resolve) => worker.once('exit', resolve))
    const ended = exited.then(async (exitCode) => {
      clearTimeout(silence)
      this.#fail(job, `The render worker stopped with exit code ${exitCode} before the video was finished`)
      if (job.state.name === 'failed') await this.#remove(job.id)
      this.#running.delete(job)
      this.#startNext()
    })
    this.#running.set(job, ended)
    this.#log(`render ${job.id}: started, ${job.frames} frames, ${width}x${height}`)
  }

  /** Ends a job that has not ended yet as failed. */
  #fail(job: RenderJob, error: string): void {
    if (job.state.name === 'finished' || job.state.name === 'failed') return
    this.#log(`render ${job.id}: failed: ${error}`)
    this.#end(job, { name: 'failed', errorCode: 'generation_failed', error })
  }

  #end(job: RenderJob, state: RenderState): void {
    if (job.state.name === 'rendering') void job.state.worker.terminate()
    job.state = state
    const expiry = setTimeout(() => {
      this.#expiries.delete(expiry)
      this.#forget(job.id)
    }, this.#options.keepMs)
    expiry.unref()
    this.#expiries.add(expiry)
  }

  #forget(jobId: string): void {
    this.#jobs.delete(jobId)
    for (const [key, id] of this.#idOfKey) if (id === jobId) this.#idOfKey.delete(key)
    void this.#remove(jobId)
  }

  async #remove(jobId: string): Promise<void> {
    try {
      await this.#options.folder.remove(jobId)
    } catch (error) {
      this.#log(`render ${jobId}: its file could not be removed: ${messageOf(error)}`)
    }
  }

  /** A log that throws must not decide how a render ends. */
  #log(line: string): void {
    try {
      this.#options.log(line)
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
    }
  }
}
