import type { CancelOutcome, VideoErrorCode, VideoJobStatus, VideoMediaPart } from '@reelstate/core/protocol'
import type { BaseVideo } from '../provider/video-adapter.js'

/**
 * Where a job stands.
 * - `queued`: remembered, and nothing asked of the provider yet.
 * - `creating`: the intent to order is stored; the order may be on its way.
 * - `running`: the provider has it, and its reference is stored.
 * - `succeeded`, `failed`, `canceled`: the end.
 * - `expired`: no longer polled, because its deadline passed. The reference is kept and the job can be followed on.
 * - `unknown`: the order may have arrived, and nobody knows its reference. Never ordered again by itself.
 */
export type JobState =
  | 'queued'
  | 'creating'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'canceled'
  | 'expired'
  | 'unknown'

/**
 * A job as stores keep it: data that survives JSON as it is. Times are ms since the epoch.
 *
 * It never leaves the server; what users see of it is made by `job-events.ts` and `public-job.ts`.
 */
export interface VideoJobRow {
  /** Ours, unguessable; what the wire calls `jobId`. */
  readonly id: string
  /** Who may see it. */
  readonly owner: string
  /** The idempotency key, unique per owner. */
  readonly key: string
  /** A hash of what was asked for; the same key with another one is refused. */
  readonly fingerprint: string
  readonly runId: string
  readonly threadId: string
  readonly createdAt: number

  /** Rises by one with every change that a reader can see; the `id:` of its events. */
  version: number
  /** Rises by one with every write. A write that is based on an older one is refused. */
  revision: number
  /** Rises by one with every claim: whoever holds an older one has lost the job to another worker. */
  fence: number
  /** No other worker may claim it before. 0 when nobody works on it. */
  leaseUntil: number
  /** When a worker has to look at it next; null when nothing is left to do. */
  dueAt: number | null
  /** When somebody last had a reason to have it looked at at once: a cancellation, a webhook. */
  wokenAt?: number | undefined

  state: JobState
  /** The name of its adapter among the handler's `adapters`. */
  adapter: string
  model: string
  input: JobInput
  updatedAt: number
  /** When to stop polling. */
  deadlineAt: number
  endedAt?: number | undefined

  /** How often the order was sent. */
  attempt: number
  /** When it was last sent. */
  attemptedAt?: number | undefined
  /** Until when an order without an answer is looked for. Once it is set, there may be a bill. */
  resolveUntil?: number | undefined
  /** The provider refused the order when it was repeated: that says nothing of the first one. */
  repeatRefused?: boolean | undefined
  /** Where the provider may report on it. */
  webhookUrl?: string | undefined
  /** The provider's name for the job. */
  providerJobId?: string | undefined
  /** Others that turned up for the same order: canceled when possible, and kept for the bill. */
  strayProviderJobIds?: readonly string[] | undefined
  /** When the provider took the order. */
  startedAt?: number | undefined

  report?: JobReportRow | undefined
  /** The shortest time between two polls that whoever ordered it wants, in ms. */
  pollingInterval?: number | undefined
  polls: number
  polledAt?: number | undefined
  /** Polls, or orders that did not arrive, in a row. */
  failures: number
  /** Whether the provider did not know the job when it was last asked. */
  missingSince?: number | undefined

  cancel?: { requestedAt: number; outcome?: CancelOutcome | undefined } | undefined
  result?: JobResultRow | undefined
  error?: { code: VideoErrorCode; message: string } | undefined

  /** Seconds of video that count against the owner's limits: 0 once it is certain that nothing was ordered. */
  seconds: number
  /** What it costs, in the unit of the option `cost`; 0 where that is not given. */
  cost: number
}

/** What is asked of the provider. */
export interface JobInput {
  prompt: string
  parts?: readonly VideoMediaPart[] | undefined
  base?: BaseVideo | undefined
  size?: string | undefined
  /** Seconds. */
  duration?: number | undefined
  modelOptions?: Record<string, unknown> | undefined
}

/** The provider's latest news, as far as readers see them. */
export interface JobReportRow {
  status: VideoJobStatus
  /** 0-100. */
  progress?: number | undefined
  message?: string | undefined
  queuePosition?: number | undefined
  /** When it is expected to be ready: the provider's estimate, or the one learnt from earlier jobs. */
  estimatedEndAt?: number | undefined
}

/** The finished video. */
export interface JobResultRow {
  /** The provider's URL; readers get a link of ours. */
  url?: string | undefined
  /** When that URL stops working. */
  expiresAt?: number | undefined
  /** Where the copy lies in the storage. */
  storageKey?: string | undefined
  bytes?: number | undefined
  /** What the provider counted or charged, as it says it. */
  usage?: Record<string, unknown> | undefined
}

/** States that nothing leaves, whatever is heard later. */
export const isTerminal = ({ state }: Pick<VideoJobRow, 'state'>): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'canceled'

/** Whether nobody looks for the answer to its order any more. */
export const isGivenUp = ({ state, error }: Pick<VideoJobRow, 'state' | 'error'>): boolean =>
  state === 'unknown' && error !== undefined

/** States that end a reader's stream. */
export const isEnded = (job: Pick<VideoJobRow, 'state' | 'error'>): boolean =>
  isTerminal(job) || job.state === 'expired' || isGivenUp(job)
