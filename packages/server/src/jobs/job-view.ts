import type { CancelOutcome, VideoErrorCode, VideoJobStatus } from '@reelstate/core/protocol'
import { isEnded, type JobInput, type JobState, type VideoJobRow } from './video-job.js'

/** A job as its owner sees it: JSON of the state route, of lists, and the source of every event. */
export interface JobView {
  jobId: string
  /** What `?ref=` takes. */
  reference: string
  runId: string
  threadId: string
  /** Rises with every change. */
  version: number
  status: VideoJobStatus
  state: JobState
  /** Whether nothing more will be heard of it by itself. */
  ended: boolean
  /** Whether it can be followed by its reference. */
  resume: boolean
  /** Whether its provider can be asked to stop it. */
  cancel: boolean
  input: JobInput
  /** ms since the epoch, like all its times. */
  createdAt: number
  updatedAt: number
  /** 0-100, where the provider reports it. */
  progress?: number
  message?: string
  queuePosition?: number
  /** An estimate: the provider's own, or learnt from earlier jobs. */
  estimatedEndAt?: number
  /** A link of this server, which works until `expiresAt`. */
  url?: string
  expiresAt?: number
  usage?: Record<string, unknown>
  error?: string
  errorCode?: VideoErrorCode
  /** How its cancellation went, once it was asked for. */
  canceled?: CancelOutcome | 'pending'
}

/** What a view needs that the row does not hold. */
export interface ViewLinks {
  reference: string
  /** Default: true. */
  resume?: boolean | undefined
  cancel: boolean
  /** The video's link, for a job that has one. */
  video?: { url: string; expiresAt?: number | undefined } | undefined
}

/** Everything of a row that its owner may see, and nothing else. */
export function jobView(job: VideoJobRow, { reference, resume = true, cancel, video }: ViewLinks): JobView {
  const { report, error, result } = job
  const view: JobView = {
    jobId: job.id,
    reference,
    runId: job.runId,
    threadId: job.threadId,
    version: job.version,
    status: statusOf(job),
    state: job.state,
    ended: isEnded(job),
    resume,
    cancel,
    input: job.input,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
  }
  if (report?.progress !== undefined) view.progress = report.progress
  if (report?.message !== undefined) view.message = report.message
  if (report?.queuePosition !== undefined) view.queuePosition = report.queuePosition
  if (report?.estimatedEndAt !== undefined) view.estimatedEndAt = report.estimatedEndAt
  if (result?.usage && job.state === 'succeeded') view.usage = result.usage
  if (video && job.state === 'succeeded') {
    view.url = video.url
    if (video.expiresAt !== undefined) view.expiresAt = video.expiresAt
  }
  if (error) Object.assign(view, { error: error.message, errorCode: error.code })
  if (job.cancel) view.canceled = job.cancel.outcome ?? 'pending'
  return view
}

const ENDS: Partial<Record<JobState, VideoJobStatus>> = {
  succeeded: 'completed',
  failed: 'failed',
  expired: 'failed',
}

/** A job that was canceled keeps the status that was last reported: that is no verdict on the video. */
function statusOf({ state, report, providerJobId }: VideoJobRow): VideoJobStatus {
  const isTaken = state === 'running' && providerJobId !== undefined && report?.status !== 'pending'
  return ENDS[state] ?? (isTaken || report?.status === 'processing' ? 'processing' : 'pending')
}

/** What readers see, to tell whether a change is one for them: the version rises exactly when this differs. */
export function visible(job: VideoJobRow): string {
  const { version: _, updatedAt: __, ...view } = jobView(job, { reference: '', cancel: false })
  return JSON.stringify([view, job.state === 'succeeded' && job.result?.storageKey])
}
