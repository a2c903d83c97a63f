import { isPlayableUrl } from './playable-url.js'
import { VIDEO_ERROR_CODES, VideoError, type VideoErrorCode, type VideoErrorDetails } from './video-error.js'
import type { CancelOutcome, VideoGenerateResult, VideoJobStatus, VideoStatusInfo } from './video-types.js'

/**
 * The wire: AG-UI events, one per SSE `data:` or NDJSON line. This file is the only place that knows their shape;
 * the server writes them with the functions of the first half, the browser reads them with those of the second.
 */
export interface WireEvent {
  type: string
  name?: string
  value?: unknown
  message?: string
  code?: string
  runId?: string
  threadId?: string
  timestamp?: number
  /** The SSE `id:` of the frame or the `id` of its NDJSON envelope; never part of the JSON itself. */
  /** How long to wait before coming back to the stream, in ms: the `retry:` before this event. */
  retryMs?: number
  eventId?: string | undefined
}

/** The names of the `CUSTOM` events. */
export const VIDEO_EVENTS = {
  JOB_CREATED: 'video:job:created',
  STATUS: 'video:status',
  PROGRESS: 'generation:progress',
  RESULT: 'generation:result',
} as const

/** What `name` may be in a `CUSTOM` event of ours. */
type VideoEventName = (typeof VIDEO_EVENTS)[keyof typeof VIDEO_EVENTS]

/** A job, and what the server that created it offers to do with it. */
export interface VideoJob {
  jobId: string
  /** What the routes take as `?ref=`; the job id where the server gave nothing else. */
  reference: string
  /** `GET url?ref=` continues the stream. */
  resume: boolean
  /** `DELETE url?ref=` stops the job at the provider. */
  cancel: boolean
  /** The order's key, while nothing else is known of the job: `GET url?key=` finds it. */
  key?: string
}

/** A status report with what only travels beside it. */
export interface VideoStatusReport extends VideoStatusInfo {
  /** Jobs ahead of this one. */
  queuePosition?: number | undefined
  /** Estimated time left, in ms. */
  etaMs?: number | undefined
}

/** The ids that one run carries through every request about it. */
export interface RunContext {
  threadId: string
  runId: string
  idempotencyKey: string
}

/** The JSON of an HTTP answer that refuses a request. */
export interface ErrorBody {
  error: { code: VideoErrorCode; message: string }
}

// Writing

const custom = (name: string, value: unknown): WireEvent => ({
  type: 'CUSTOM',
  name,
  value,
  timestamp: Date.now(),
})
const run = (type: string, runId: string, threadId: string): WireEvent => ({
  type,
  runId,
  threadId,
  timestamp: Date.now(),
})

/** The first event of every stream. */
export const runStarted = (runId: string, threadId: string) => run('RUN_STARTED', runId, threadId)
export const jobCreated = (job: Partial<VideoJob> & { jobId: string }) =>
  custom(VIDEO_EVENTS.JOB_CREATED, job)
/** A job's whole public state, on a stream about several jobs. */
export const jobState = (state: { jobId: string }) => custom('video:job', state)
export const jobStatus = (report: VideoStatusReport) => custom(VIDEO_EVENTS.STATUS, report)
/** Progress with what it counts, such as `frame 96 of 192`. */
export const jobProgress = (progress: number, message: string) =>
  custom(VIDEO_EVENTS.PROGRESS, { progress, message })
export const jobResult = (result: VideoGenerateResult) => custom(VIDEO_EVENTS.RESULT, result)
/** The last event of a run that ended with a video. */
export const runFinished = (runId: string, threadId: string) => run('RUN_FINISHED', runId, threadId)
/** The last event of a run that did not. */
export const runError = ({ message, code }: VideoError): WireEvent => ({
  type: 'RUN_ERROR',
  message,
  code,
  timestamp: Date.now(),
})

/** The JSON of a create request; routes read `data`. */
export function createRequestBody({ threadId, runId }: RunContext, data: object) {
  return { threadId, runId, state: {}, messages: [], tools: [], context: [], forwardedProps: {}, data }
}

// Reading

/** What one wire event says, checked and bounded; what it does not mention is not in it. */
export type WireReading =
  | { type: 'JOB_CREATED'; job: VideoJob }
  | { type: 'REPORT'; report: JobReport }
  | { type: 'RESULT'; result: VideoGenerateResult }
  | { type: 'FAILED'; error: VideoError }

/** News of a job, in the fields of the state that shows them. */
export interface JobReport {
  videoStatus?: VideoStatusInfo
  progress?: number | undefined
  /** What the progress counts. */
  message?: string | undefined
  queuePosition?: number | null
  /** ms since the epoch. */
  estimatedEndAt?: number | null
}

type Loose = Record<string, unknown>
const STATUSES: readonly VideoJobStatus[] = ['pending', 'processing', 'completed', 'failed']
const OUTCOMES: readonly CancelOutcome[] = ['canceled', 'too_late', 'unsupported']

/** Any value as something to read fields from. */
const loose = (value: unknown): Loose => Object(value)
const text = (value: unknown) => (typeof value === 'string' && value ? value.slice(0, 4096) : undefined)
const amount = (value: unknown, max = 1e9) =>
  typeof value === 'number' && value >= 0 ? Math.min(value, max) : undefined
const oneOf = <T>(known: readonly T[], value: unknown, otherwise: T) =>
  known.find((one) => one === value) ?? otherwise

/** Reads one event. Unknown events and unusable ones are `undefined`: a newer server must not break an older page. */
export function readWireEvent(event: unknown): WireReading | undefined {
  const { type, name, value } = loose(event) as { type?: unknown; name?: VideoEventName; value?: unknown }
  const given = loose(value)
  const jobId = text(given.jobId)
  const progress = amount(given.progress, 100)
  const message = text(given.message)
  if (type === 'RUN_FINISHED') return failed('bad_response', 'The run ended before the video was ready.')
  if (type === 'RUN_ERROR') return failed('generation_failed', 'Video generation failed', event)
  if (name === 'generation:result') return readResult(given, jobId)
  if (name === 'generation:progress') return { type: 'REPORT', report: { progress, message } }
  if (!jobId) return undefined
  if (name === 'video:job:created') {
    const reference = text(given.reference) ?? jobId
    return {
      type: 'JOB_CREATED',
      job: { jobId, reference, resume: given.resume === true, cancel: given.cancel === true },
    }
  }
  if (name !== 'video:status') return undefined
  // A status this version does not know means that the job is still running.
  const status = oneOf(STATUSES, given.status, 'processing')
  const videoStatus = { jobId, status, progress, error: text(given.error) }
  const queuePosition = amount(given.queuePosition) ?? null
  const etaMs = amount(given.etaMs)
  const estimatedEndAt = etaMs === undefined ? null : Date.now() + etaMs
  return { type: 'REPORT', report: { videoStatus, progress, message, queuePosition, estimatedEndAt } }
}

const failed = (code: VideoErrorCode, message: string, said?: unknown): WireReading => ({
  type: 'FAILED',
  error: readError(said, code, message),
})

function readResult({ url, expiresAt, usage }: Loose, jobId = ''): WireReading {
  if (typeof url !== 'string' || !isPlayableUrl(url)) {
    return failed('bad_result', `The server sent ${`${url}`.slice(0, 80)}; it should send a safe URL.`)
  }
  const result: VideoGenerateResult = { jobId, status: 'completed', url }
  const expiry = new Date(expiresAt as string)
  if (expiresAt && expiry.getTime()) result.expiresAt = expiry
  if (usage) result.usage = loose(usage)
  return { type: 'RESULT', result }
}

/** The outcome in a `DELETE` answer; one this version does not know means that the stop was asked for. */
export function readCancelOutcome(body: unknown): CancelOutcome {
  return oneOf(OUTCOMES, loose(body).outcome, 'requested')
}

/** An error in the words of whoever reported it, with ours for what they left out. */
export function readError(
  said: unknown,
  code: VideoErrorCode,
  message: string,
  details?: VideoErrorDetails,
): VideoError {
  const given = loose(said)
  return new VideoError(
    oneOf(VIDEO_ERROR_CODES, given.code, code),
    text(given.message ?? said) ?? message,
    details,
  )
}
