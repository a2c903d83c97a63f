import {
  type CancelOutcome,
  jobCreated,
  jobResult,
  jobStatus,
  runError,
  runFinished,
  VIDEO_ERROR_CODES,
  VideoError,
  type VideoErrorCode,
  type VideoGenerateResult,
  type VideoJob,
  type VideoJobStatus,
  type VideoStatusReport,
  type WireEvent,
} from '../protocol.js'

/**
 * One step of a script, as the server or the network takes it.
 *
 * | step | what happens |
 * |---|---|
 * | `{ jobCreated: {} }` | the job is announced; by default it can be resumed and canceled |
 * | `{ status: 40 }` | a report: percent done, one of the statuses (`'pending'`), or any fields of a report |
 * | `{ result: {} }` | the video is ready: a URL, or any fields of a result; the run has ended |
 * | `{ error: 'moderated' }` | the server's verdict: a code, or a whole `VideoError`; the run has ended |
 * | `{ wait: 5_000 }` | nothing for so many ms of the clock |
 * | `'heartbeat'` | a sign of life, as servers send one while nothing changes |
 * | `'drop'` | the connection breaks |
 * | `{ fail: error }` | the request fails with this error: `new VideoError('rate_limited', …, { status: 429 })` |
 * | `'end'` | the server ends the stream |
 * | `'silence'` | nothing more comes on this stream, until the client closes it |
 * | a wire event, or several in an array | exactly these, as one read |
 */
export type ScriptStep =
  | OneOf<ScriptActions>
  | 'heartbeat'
  | 'drop'
  | 'end'
  | 'silence'
  | WireEvent
  | readonly WireEvent[]

interface ScriptActions {
  jobCreated: Partial<VideoJob>
  status: number | VideoJobStatus | Partial<VideoStatusReport>
  result: string | Partial<VideoGenerateResult>
  error: VideoErrorCode | VideoError
  wait: number
  fail: unknown
}

/** Exactly one of the fields. */
type OneOf<T> = {
  [TKey in keyof T]: { [TOne in TKey]: T[TOne] } & { [TOther in Exclude<keyof T, TKey>]?: never }
}[keyof T]

/** A step as a request takes it. */
export type PlayedStep =
  | { kind: 'events'; events: readonly WireEvent[] }
  | { kind: 'wait'; ms: number }
  | { kind: 'fail'; error: unknown }
  | { kind: 'end' }
  | { kind: 'silence' }

/** What becomes of an order where a test does not care: half a minute of work, and a video. */
export const ORDINARY_RUN: readonly ScriptStep[] = [
  { jobCreated: {} },
  { status: 'pending' },
  { wait: 5_000 },
  { status: 10 },
  { wait: 10_000 },
  { status: 50 },
  { wait: 10_000 },
  { status: 90 },
  { wait: 5_000 },
  { result: {} },
]

const ACTIONS: readonly string[] = [
  'jobCreated',
  'status',
  'result',
  'error',
  'wait',
  'fail',
] satisfies (keyof ScriptActions)[]

const STATUSES: readonly string[] = [
  'pending',
  'processing',
  'completed',
  'failed',
] satisfies VideoJobStatus[]

/** Whether the steps have a job of their own. */
export const announcesJob = (steps: readonly PlayedStep[]) =>
  steps.some((step) => step.kind === 'events' && step.events.some(({ value }) => Object(value).reference))

/** What a script's steps mean for its job. Throws a `TypeError` that names a step that is none. */
export function playedSteps(script: readonly ScriptStep[], ownJobId: string): PlayedStep[] {
  if (!Array.isArray(script)) throw new TypeError(`A script is a list of steps; it got ${spell(script)}.`)
  let jobId = ownJobId
  return script.map((step: ScriptStep, index): PlayedStep => {
    const refuse = (why: string) => new TypeError(`Step ${index + 1} of the script is ${spell(step)}; ${why}`)
    if (step === 'heartbeat') return { kind: 'events', events: [] }
    if (step === 'drop') return { kind: 'fail', error: new TypeError('The connection was dropped.') }
    if (step === 'end' || step === 'silence') return { kind: step }
    const given: object = Object(step)
    if (Array.isArray(given) || 'type' in given)
      return { kind: 'events', events: [step].flat() as WireEvent[] }
    const actions = Object.keys(given).filter((key) => ACTIONS.includes(key))
    if (actions.length > 1)
      throw refuse(`a step does one thing, so write ${actions.length} of them: ${actions.join(', ')}.`)
    if ('wait' in given) {
      if (typeof given.wait === 'number' && given.wait >= 0 && given.wait < Number.POSITIVE_INFINITY)
        return { kind: 'wait', ms: given.wait }
      throw refuse('a wait is a number of ms from 0 up.')
    }
    if ('fail' in given) return { kind: 'fail', error: given.fail }
    if ('jobCreated' in given) {
      const offered = Object(given.jobCreated) as Partial<VideoJob>
      jobId = offered.jobId ?? jobId
      const job = { jobId, reference: jobId, resume: true, cancel: true, ...offered }
      return { kind: 'events', events: [jobCreated(job)] }
    }
    if ('status' in given) {
      const report = reportOf(given.status, jobId)
      if (!STATUSES.includes(report.status))
        throw refuse(
          `a status is a number of percent, one of ${STATUSES.join(', ')}, or the fields of a report.`,
        )
      return { kind: 'events', events: [jobStatus(report)] }
    }
    if ('result' in given) {
      const events = [jobResult(resultOf(given.result, jobId)), runFinished(jobId, jobId)]
      return { kind: 'events', events }
    }
    if ('error' in given) return { kind: 'events', events: [runError(errorOf(given.error))] }
    throw refuse(
      "it should be one of jobCreated, status, result, error, wait, fail, 'heartbeat', 'drop', 'end', 'silence', or a wire event.",
    )
  })
}

/** A step as a message shows it. */
export const spell = (step: unknown) => (JSON.stringify(step) ?? String(step)).slice(0, 80)

function reportOf(status: unknown, jobId: string): VideoStatusReport {
  if (typeof status === 'number') return { jobId, status: 'processing', progress: status }
  if (typeof status === 'string') return { jobId, status: status as VideoJobStatus }
  return { jobId, status: 'processing', ...Object(status) }
}

function resultOf(result: unknown, jobId: string): VideoGenerateResult {
  const given = typeof result === 'string' ? { url: result } : Object(result)
  return { jobId, status: 'completed', url: `https://videos.example/${jobId}.mp4`, ...given }
}

function errorOf(error: unknown): VideoError {
  if (error instanceof VideoError) return error
  const code = VIDEO_ERROR_CODES.find((known) => known === error)
  if (code) return new VideoError(code, `The server said ${code}.`)
  throw new TypeError(
    `A script's error is a VideoError or one of ${VIDEO_ERROR_CODES.join(', ')}; it got ${error}.`,
  )
}

/** What a cancellation is answered with: at once, or when a promise says so. */
export type CancelAnswer = CancelOutcome | Promise<CancelOutcome>
