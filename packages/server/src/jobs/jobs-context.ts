import type { PollScheduler } from '../polling/create-poll-scheduler.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import type { Clock } from './clock.js'
import type { JobStore } from './job-store.js'
import type { EventJob, VideoEvent } from './video-event.js'
import type { VideoJobRow } from './video-job.js'
import type { KeepVideo, VideoJobsOptions } from './video-jobs.js'

/** What every step of a job's life needs. */
export interface JobsContext {
  readonly store: JobStore
  readonly adapters: ReadonlyMap<string, AnyVideoAdapter>
  readonly scheduler: PollScheduler
  readonly clock: Clock
  readonly leaseMs: number
  readonly maxDuration: number
  readonly createTimeoutMs: number
  readonly resolveMs: number
  readonly random: () => number
  readonly cost: NonNullable<VideoJobsOptions['cost']>
  readonly keep: KeepVideo | undefined
  /** Tells whoever listens; never throws. */
  tell(event: VideoEvent): void
  /** A job is due then: this instance need not wait for its next look into the store. */
  wake(dueAt: number): void
  /** Answers that are still awaited after their job was given up. */
  readonly late: Set<Promise<unknown>>
}

/** The part of an event that says which job it is about. */
export const eventJob = ({ id, owner, adapter, model }: VideoJobRow): EventJob => ({
  jobId: id,
  owner,
  adapter,
  model,
})
