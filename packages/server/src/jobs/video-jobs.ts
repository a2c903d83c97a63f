import type { CancelOutcome, VideoGenerateInput, VideoPrompt } from '@reelstate/core/protocol'
import type { AnyVideoAdapter, BaseVideo } from '../provider/video-adapter.js'
import type { Clock } from './clock.js'
import type { JobQuery, JobStore, OwnerUsage, UsageSince } from './job-store.js'
import type { VideoEvent } from './video-event.js'
import type { VideoJobRow } from './video-job.js'

/** What a job is made of. */
export interface JobOrder {
  owner: string
  /** The same key of the same owner always means the same job. */
  key: string
  /** Which of the `adapters`; their first when absent. */
  adapter?: string | undefined
  input: VideoGenerateInput<VideoPrompt> & { base?: BaseVideo | undefined }
  runId: string
  threadId: string
  /** Where the provider may report on the job, made from its id. */
  webhookUrl?: ((jobId: string) => Promise<string>) | undefined
  /** Judges the job by what its owner has under way and spent; a replay is not judged. Throws to refuse it. */
  limits?: { since: UsageSince; admit: (usage: OwnerUsage, job: VideoJobRow) => void } | undefined
  /** In place of the options of the same names. */
  maxDuration?: number | undefined
  pollingInterval?: number | undefined
}

/** The jobs of one instance: what the handler and the simple functions stand on. */
export interface VideoJobs {
  readonly store: JobStore
  readonly adapters: ReadonlyMap<string, AnyVideoAdapter>
  /**
   * Remembers an order, or finds the one that its key made before. Rejects with a `VideoError`: `invalid_input` for
   * what would certainly be refused, with the status 422 when the key was used for something else; what `admit` throws.
   */
  create(order: JobOrder): Promise<{ job: VideoJobRow; created: boolean }>
  get(id: string): Promise<VideoJobRow | undefined>
  find(query: JobQuery): Promise<VideoJobRow | undefined>
  list(query: Parameters<JobStore['list']>[0]): Promise<VideoJobRow[]>
  /** Stops a job, wherever it is worked on. Waits at most 10 s for an answer; `requested` after that. */
  cancel(id: string): Promise<CancelOutcome>
  /** Takes up an expired job again, for another `maxDuration`. Anything else stays as it is. */
  follow(id: string): Promise<VideoJobRow | undefined>
  /**
   * A webhook's delivery about a job. Resolves once it is remembered. Rejects with a `VideoError`: `not_found` where
   * there is no such job or webhook, what the adapter's `verify` throws otherwise.
   */
  deliver(id: string, delivery: { body: Uint8Array; headers: Headers }): Promise<void>
  /**
   * Calls `listener` with each of these jobs as it is now and after every change, on whatever instance that happens, never
   * twice with one version. Subscribes before it reads, so nothing falls in between. Ids that are unknown are silent.
   * `onClose` is called when `close` ends it.
   */
  watch(
    ids: readonly string[],
    listener: (job: VideoJobRow) => void,
    onClose?: (() => void) | undefined,
  ): () => void
  /** A fresh URL of the provider for a finished video. */
  refreshUrl(id: string): Promise<string>
  /** How it is: whether the store answers, how many jobs are worked on, when a worker last looked for some. */
  health(): Promise<JobsHealth>
  /**
   * Stops taking jobs up, lets orders that are on their way finish for at most `graceMs` (default 30,000), hands polls
   * to other instances at once, and ends every `watch`. Called twice it does nothing more.
   */
  close(graceMs?: number): Promise<void>
}

export interface JobsHealth {
  ok: boolean
  store: string
  working: number
  watching: number
  /** ms since a worker last looked for due jobs; null where this instance does not work. */
  idleMs: number | null
}

export interface VideoJobsOptions {
  adapters: ReadonlyMap<string, AnyVideoAdapter>
  store: JobStore
  /** Whether this instance works on jobs, or only serves. Default: true. */
  work?: boolean | undefined
  /** Jobs worked on at a time. Default: 64. */
  concurrency?: number | undefined
  /** How long a worker that died keeps its jobs from the others, in ms. Default: 10,000. */
  leaseMs?: number | undefined
  /** How long a job is polled, in ms from its creation. Default: 600,000. */
  maxDuration?: number | undefined
  /** The shortest time between two polls, in ms, together with the provider's own. Default: learnt. */
  pollingInterval?: number | undefined
  /** How long an order waits for its answer, in ms. Default: 120,000. */
  createTimeoutMs?: number | undefined
  /** How long an order without an answer is looked for, in ms, where it can be. Default: 60,000. */
  resolveMs?: number | undefined
  /** How long a job that ended is remembered, with its key, in ms, at least a day. Default: 30 days. */
  keepMs?: number | undefined
  /** What a video costs, in any unit, for limits and `onUsage`. */
  cost?: ((order: { adapter: string; model: string; input: VideoJobRow['input'] }) => number) | undefined
  /** Keeps a copy of a finished video; resolves with where. */
  keep?: KeepVideo | undefined
  /** Hears what happens. */
  onEvent?: ((event: VideoEvent) => void) | undefined
  clock?: Clock | undefined
  random?: (() => number) | undefined
}

/** Copies a finished video somewhere. What it throws is trouble: it is tried again. */
export type KeepVideo = (
  job: VideoJobRow,
  video: { url: string; refresh: () => Promise<string> },
  signal: AbortSignal,
) => Promise<{ storageKey: string; bytes: number }>
