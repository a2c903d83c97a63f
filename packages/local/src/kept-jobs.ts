import { randomUUID } from 'node:crypto'
import { VideoError } from '@reelstate/server'
import type { JobRecord, JobRecords } from './job-records.js'
import { type Outcome, type RenderJob, renderJobOf } from './render-job.js'
import type { SceneOptions } from './scene/compose-scene.js'
import type { VideoFolder } from './video-folder.js'

export interface KeptJobsOptions {
  folder: VideoFolder
  /** Where jobs are written down for the next process; without it they end with this one. */
  records?: JobRecords
  /** How long an ended job and its video are kept, in ms. */
  keepMs: number
  /** Must not throw. */
  log: (line: string) => void
}

/** Which jobs there are, until they expire: in memory, and with `records` on disk for the next process. */
export class KeptJobs {
  readonly #options: KeptJobsOptions
  readonly #jobs = new Map<string, RenderJob>()
  readonly #idOfKey = new Map<string, string>()
  readonly #expiries = new Set<NodeJS.Timeout>()
  #lastOrder = 0

  constructor(options: KeptJobsOptions) {
    this.#options = options
  }

  /** Takes in what earlier processes wrote down; returns what had not ended then, oldest first. */
  restore(): RenderJob[] {
    const { records, log } = this.#options
    if (!records) return []
    const known = records.read((id) => {
      log(`render ${id}: its record cannot be read, so it is dropped`)
      void this.removeVideo(id)
    })
    const jobs = known.map((record) => this.#keep(record))
    const unfinished = jobs.filter(({ state }) => state.name === 'queued')
    if (jobs.length > 0)
      log(`renders: ${jobs.length} on record, ${unfinished.length} of them to be rendered again`)
    return unfinished
  }

  /** Adds a job with a new id, which nobody can guess. Throws `unavailable` when it cannot be written down. */
  add(input: SceneOptions, idempotencyKey?: string): RenderJob {
    const record: JobRecord = {
      id: randomUUID(),
      order: this.#lastOrder + 1,
      input,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    }
    try {
      this.#options.records?.write(record)
    } catch (error) {
      const message = `The job could not be written down, and nothing was started: ${messageOf(error)}`
      throw new VideoError('unavailable', message, { cause: error })
    }
    return this.#keep(record)
  }

  /** The job that was created with this key. */
  idOf(idempotencyKey: string): string | undefined {
    return this.#idOfKey.get(idempotencyKey)
  }

  /** Throws `not_found` for a job that never was or has expired. */
  find(jobId: string): RenderJob {
    const job = this.#jobs.get(jobId)
    if (job) return job
    const seconds = Math.round(this.#options.keepMs / 1000)
    const restart = this.#options.records ? '' : ', and without a directory not over a restart'
    const kept = `Jobs are kept for ${seconds} s after they end${restart}.`
    throw new VideoError('not_found', `There is no render job ${JSON.stringify(jobId)}. ${kept}`, { jobId })
  }

  /** Ends a job; from now on its time runs. */
  end(job: RenderJob, outcome: Outcome): void {
    const end = { ...outcome, expiresAt: Date.now() + this.#options.keepMs }
    job.state = end
    const { records, log } = this.#options
    try {
      records?.write({ ...job.record, end })
    } catch (error) {
      // The next process renders it again.
      log(`render ${job.record.id}: its end could not be written down: ${messageOf(error)}`)
    }
    this.#forgetAt(job.record.id, end.expiresAt)
  }

  /** Removes what a render has written; a file that cannot be removed is a line in the log. */
  async removeVideo(jobId: string): Promise<void> {
    try {
      await this.#options.folder.remove(jobId)
    } catch (error) {
      this.#options.log(`render ${jobId}: its file could not be removed: ${messageOf(error)}`)
    }
  }

  /** Forgets every job. With `records` they are left for the next process; without, their videos go, too. */
  async close(): Promise<void> {
    const { folder, records, log } = this.#options
    for (const timer of this.#expiries) clearTimeout(timer)
    this.#expiries.clear()
    const jobs = [...this.#jobs.values()]
    this.#jobs.clear()
    this.#idOfKey.clear()
    for (const { record, state } of jobs) {
      if (!records) await this.removeVideo(record.id)
      else if (state.name === 'queued' || state.name === 'rendering')
        log(`render ${record.id}: stopped, and kept for the next process`)
    }
    await folder.close()
  }

  #keep(record: JobRecord): RenderJob {
    const { id, order, idempotencyKey, end } = record
    const job = renderJobOf(record)
    this.#jobs.set(id, job)
    if (idempotencyKey !== undefined) this.#idOfKey.set(idempotencyKey, id)
    this.#lastOrder = Math.max(this.#lastOrder, order)
    if (end) this.#forgetAt(id, end.expiresAt)
    return job
  }

  #forgetAt(jobId: string, time: number): void {
    // A clock that was set back must not keep a job for longer than was promised.
    const left = Math.max(0, Math.min(time - Date.now(), this.#options.keepMs))
    const expiry = setTimeout(() => {
      this.#expiries.delete(expiry)
      void this.#forget(jobId)
    }, left)
    expiry.unref()
    this.#expiries.add(expiry)
  }

  async #forget(jobId: string): Promise<void> {
    const { records, log } = this.#options
    this.#jobs.delete(jobId)
    for (const [key, id] of this.#idOfKey) if (id === jobId) this.#idOfKey.delete(key)
    // The record goes last: a process that ends in between leaves it to the next one, which removes the video.
    await this.removeVideo(jobId)
    try {
      records?.remove(jobId)
    } catch (error) {
      log(`render ${jobId}: its record could not be removed: ${messageOf(error)}`)
    }
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
