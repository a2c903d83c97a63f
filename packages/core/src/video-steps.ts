import { assign } from 'xstate'
import { type CancelOutcome, VideoError, type VideoErrorCode } from './protocol.js'
import { sameFields } from './same-fields.js'
import { NOTHING, type VideoContext, type VideoFacts, type VideoMachineEvent } from './video-run.js'

// What each arrow of the machine records. Pure, and never throwing: an action that threw would leave the machine dead
// and its stream running.

type Recorder<TEvent> = (step: { context: VideoContext; event: TEvent }) => Partial<VideoContext>

/** An action for the events named; the chart draws it on no others, which its type cannot say. */
const on = <TType extends VideoMachineEvent['type']>(
  recorder: Recorder<Extract<VideoMachineEvent, { type: TType }>>,
) =>
  assign<VideoContext, VideoMachineEvent, undefined, VideoMachineEvent, never>(
    recorder as Recorder<VideoMachineEvent>,
  )

/** What is over says nothing about a queue or an end to come. */
const OVER = { queuePosition: null, estimatedEndAt: null }

/** What to know, and to do, when nobody can say whether a job was made, or what became of it. */
const MAY_EXIST = ' (The video may be billed; trying again asks for the same one.)'

/** The last words on a job: after any other error, trying again must not order another. */
export const VERDICTS = [
  'invalid_input',
  'moderated',
  'generation_failed',
  'not_found',
  'canceled',
  'bad_result',
]

/** The actions of the machine that record something, by the names it calls them. */
export const steps = {
  /** A run of its own, for a new job or one that exists. */
  startRun: on<'GENERATE' | 'RESUME' | 'RETRY' | 'ADOPTED'>(({ event: { run } }) => ({ ...NOTHING, ...run })),

  /** What waited for the cancellation. A paid video that came too late stays to be seen. */
  startNext: on(({ context: { facts, next } }) => ({
    ...NOTHING,
    ...next,
    facts: { ...NOTHING.facts, ...next?.facts, canceled: facts.canceled },
  })),

  /** The same job once more: it keeps its key and its start, and gets time. */
  renewRun: on<'RETRY'>(({ context: { facts, job, idempotencyKey }, event: { run } }) => ({
    ...run,
    idempotencyKey,
    job: facts.error?.resumable ? job : null,
    attempt: 0,
    facts: { ...facts, runId: run.runId, error: undefined },
  })),

  recordJob: on<'JOB_CREATED'>(({ context: { facts }, event: { job } }) => ({
    job,
    facts: { ...facts, jobId: job.jobId },
  })),

  recordStatus: on<'STATUS'>(({ context, event }) => {
    const { facts, attempt } = context
    const { reports, after, retryMs = context.retryMs } = event
    const latest = (reports.findLast(({ videoStatus }) => videoStatus) ?? facts) as VideoFacts
    const { queuePosition, estimatedEndAt } = latest
    const isSame = sameFields(latest.videoStatus, facts.videoStatus)
    const { videoStatus } = isSame ? facts : latest
    const progress = reports.reduce(
      (most, { progress = -1 }) => (progress > (most ?? -1) ? progress : most),
      facts.progress,
    )
    const beats = context.beats || event.beat === true
    return {
      facts: { ...facts, videoStatus, progress, queuePosition, estimatedEndAt },
      reports,
      after,
      retryMs,
      beats,
      // A connection that brings news is a good one.
      attempt: isSame && progress === facts.progress ? attempt : 0,
    }
  }),

  recordResult: on<'RESULT'>(({ context: { facts }, event: { result } }) => {
    const { url } = result
    const jobId = result.jobId || facts.jobId || ''
    const videoStatus = { jobId, status: 'completed', progress: 100, url } as const
    return { facts: { ...facts, ...OVER, jobId, videoStatus, progress: 100, result } }
  }),

  countAttempt: on<'DROPPED'>(({ context, event: { error } }) => ({
    attempt: context.attempt + 1,
    // A time that is over has no error.
    retryAfterMs: error?.retryAfterMs ?? context.retryMs,
  })),

  /** A verdict as it is; anything else with what became of the job. */
  recordError: on<'FAILED' | 'DROPPED'>(({ context, event: { type, error: cause } }) => {
    const { facts, job, deadline } = context
    // A time limit of ours has no error.
    const isOver = deadline <= Date.now()
    let code: VideoErrorCode = isOver ? 'deadline_exceeded' : 'connection_lost'
    let message = cause?.message ?? (isOver ? 'maxDuration is over.' : 'The connection failed.')
    let resumable = false
    if (type === 'FAILED') code = cause.code
    const isVerdict = VERDICTS.includes(code)
    if (type !== 'FAILED' || (job && (job.key || !isVerdict))) {
      // An order that nobody knows of may still be on its way.
      const isKnown = job !== null && !(job.key && isVerdict)
      resumable = isKnown && job.resume
      if (!isKnown) code = 'ambiguous_create'
      message += resumable ? ' (The generation goes on; trying again follows it.)' : MAY_EXIST
    }
    const error = new VideoError(code, message, {
      ...cause,
      cause: cause?.cause,
      jobId: job?.jobId,
      resumable,
    })
    return { facts: { ...facts, ...OVER, error } }
  }),

  /** A cancellation is over: everything of the run goes, but how it ended and what comes next. */
  recordOutcome: on(({ context: { intent, job, next }, event }) => {
    // No answer in time, or nobody to ask.
    let outcome: CancelOutcome = job ? 'requested' : 'unsupported'
    if (event.type === 'CANCEL_ANSWERED') outcome = event.outcome
    const result = event.type === 'RESULT' ? event.result : null
    if (result) outcome = 'too_late'
    // A refused create made nothing; a job that failed by itself cannot be canceled.
    if (event.type === 'FAILED') {
      const { code } = event.error
      const isSettled = code !== 'ambiguous_create' && (!job || VERDICTS.includes(code))
      if (isSettled) outcome = job && code !== 'canceled' ? 'too_late' : 'canceled'
    }
    const canceled = intent === 'stop' ? { outcome, jobId: job?.jobId ?? null, result } : null
    return { ...NOTHING, next, facts: { ...NOTHING.facts, canceled } }
  }),

  /** What comes after the cancellation: another run, or nothing any more. */
  replaceNext: on(({ event }) => ({ next: 'run' in event ? event.run : null })),

  /** A reset also forgets how the cancellation ended. */
  intendReset: on(() => ({ intent: 'reset', next: null })),

  /** Who comes back is not kept waiting. */
  notePage: on(({ event: { type } }) => ({ isShown: type === 'ATTACH', attempt: 0 })),

  forgetAll: on(() => NOTHING),
}
