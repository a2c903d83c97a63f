import { VideoError, type VideoErrorCode } from '@reelstate/core'
import type { ChartModel } from '@reelstate/core/chart'
import { newRun, type VideoContext, type VideoRun } from '@reelstate/core/machine'
import type { RecordedEvent } from './recording.js'

export const PROMPT = { prompt: 'A red fox in the snow' }
const JOB = { jobId: 'made-up-job', reference: 'made-up-job', resume: true, cancel: true }
/** A page may show it: nothing is loaded, and nothing plays. */
const URL_OF_NOTHING = 'data:video/mp4;base64,'

/** Whether a chart is that of the video machine. */
export function isVideoModel({ id, transitions }: ChartModel): boolean {
  return id === 'video' && transitions.some(({ name }) => name === 'CANCEL_ANSWERED')
}

/** An event of the video machine that fits where it is, as JSON; null for those that carry nothing. */
export function videoSample(
  type: string,
  context: unknown,
  seen: RecordedEvent | undefined,
): RecordedEvent | null {
  const { facts, job } = context as Pick<VideoContext, 'facts' | 'job'>
  const jobId = job?.jobId ?? facts.jobId ?? JOB.jobId
  // A run has a deadline and a key: one that was seen is not sent again.
  if (type === 'GENERATE' || type === 'RETRY') return { type, run: sampleRun(facts.input ?? PROMPT, null) }
  if (type === 'RESUME') return { type, run: sampleRun(null, { ...JOB, cancel: false }) }
  if (type === 'ADOPTED') return { type, run: sampleRun(facts.input, JOB) }
  if (seen) return withPlainError(seen)
  if (type === 'JOB_CREATED') return { type, job: JOB }
  if (type === 'STATUS') {
    const progress = Math.min(99, (facts.progress ?? 0) + 10)
    return { type, reports: [{ videoStatus: { jobId, status: 'processing', progress }, progress }] }
  }
  if (type === 'RESULT') return { type, result: { jobId, status: 'completed', url: URL_OF_NOTHING } }
  if (type === 'FAILED') return { type, error: { code: 'generation_failed', message: 'Failed on purpose.' } }
  if (type === 'DROPPED') return { type, error: { code: 'connection_lost', message: 'Dropped on purpose.' } }
  return type === 'CANCEL_ANSWERED' ? { type, outcome: 'canceled' } : null
}

/**
 * The event as the video machine takes it: an error and a date that came as JSON are made what they were. Throws a
 * `TypeError` for one without what the machine reads, because that would end the machine.
 */
export function toVideoEvent(event: RecordedEvent): RecordedEvent {
  const { type } = event
  if (type === 'STATUS') return demand(event, 'reports', Array.isArray(event.reports))
  if (type === 'JOB_CREATED') return demand(event, 'job.jobId', isText(fieldOf(event.job, 'jobId')))
  if (type === 'CANCEL_ANSWERED') return demand(event, 'outcome', isText(event.outcome))
  if (type === 'RESULT')
    return {
      ...demand(event, 'result.url', isText(fieldOf(event.result, 'url'))),
      result: withDate(event.result),
    }
  if (type === 'FAILED' || type === 'DROPPED')
    return {
      ...demand(event, 'error.message', isText(fieldOf(event.error, 'message'))),
      error: toError(event.error),
    }
  if (['GENERATE', 'RETRY', 'RESUME', 'ADOPTED'].includes(type)) {
    const { runId, deadline, facts } = Object(event.run) as Partial<VideoRun>
    return demand(
      event,
      'run.runId, run.deadline and run.facts',
      isText(runId) && typeof deadline === 'number' && Object(facts) === facts,
    )
  }
  return event
}

/** A run that starts now, as JSON: infinity is none. */
const sampleRun = (input: VideoRun['facts']['input'], job: VideoRun['job']): VideoRun =>
  newRun({ maxAttempts: Number.MAX_SAFE_INTEGER }, input, job)

const isText = (value: unknown) => typeof value === 'string' && value !== ''
const fieldOf = (value: unknown, name: string) => (Object(value) as Record<string, unknown>)[name]

function demand(event: RecordedEvent, field: string, isThere: boolean): RecordedEvent {
  if (isThere) return event
  const given = Object.keys(event).filter((key) => key !== 'type')
  const words = given.length > 0 ? `only ${given.join(', ')}` : 'nothing'
  throw new TypeError(`${event.type} needs ${field}; it came with ${words}. Start from the sample.`)
}

/** JSON leaves an error's message out. */
function withPlainError(event: RecordedEvent): RecordedEvent {
  const { error } = event
  if (!(error instanceof Error)) return event
  const { name: _name, cause: _cause, ...details } = error as Error & Record<string, unknown>
  return { ...event, error: { ...details, message: error.message } }
}

function toError(error: unknown): unknown {
  if (error instanceof Error) return error
  const { code = 'internal', message, ...details } = error as { code?: VideoErrorCode; message: string }
  return new VideoError(code, message, details)
}

function withDate(result: unknown): unknown {
  const { expiresAt } = result as { expiresAt?: unknown }
  return typeof expiresAt === 'string' ? { ...(result as object), expiresAt: new Date(expiresAt) } : result
}
