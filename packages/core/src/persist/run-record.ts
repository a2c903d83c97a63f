import {
  readWireEvent,
  VIDEO_EVENTS,
  type VideoGenerateInput,
  type VideoGenerateResult,
} from '../protocol.js'
import { NOTHING, type VideoContext, type VideoRun } from '../video-run.js'
import { asObject, asText, asTime } from './read-fields.js'

/** What is kept of a run: enough to find its job again, and never a snapshot of the machine. */
export interface RunRecord {
  v: 1
  idempotencyKey: string
  /** Null where an existing job is followed. */
  input: VideoGenerateInput | null
  /** ms since the epoch. */
  startedAt: number
  /** ms since the epoch. */
  deadline: number
  /** Once the job is known. */
  job?: { jobId: string; reference: string; cancel: boolean }
  /** Whether it was stopped, and the provider has not answered yet. */
  stopping?: true
  /** Whether its video is there. */
  done?: true
  /** The finished video, where its URL outlives the page. */
  result?: VideoGenerateResult
}

/** Servers forget ended jobs after 30 days; ms. */
const MAX_AGE = 30 * 24 * 60 * 60 * 1000

/** What to keep of a run as it stands. */
export function toRecord(
  { idempotencyKey, deadline, facts, job }: VideoContext,
  isStopping = false,
): RunRecord {
  const { input, startedAt, result } = facts
  return {
    v: 1,
    idempotencyKey,
    input,
    startedAt: startedAt ?? Date.now(),
    deadline,
    ...(job && !job.key && { job: { jobId: job.jobId, reference: job.reference, cancel: job.cancel } }),
    ...(isStopping && { stopping: true }),
    ...(result && { done: true }),
    ...(result && outlivesPage(result) && { result }),
  }
}

/** Whether a video can be shown by another page, which knows nothing but its URL. */
export const outlivesPage = ({ url }: VideoGenerateResult) => !/^(data|blob):/.test(url)

/** Whether somebody waits for its video. */
export const isUnderWay = ({ done, deadline }: RunRecord) => !done && deadline > Date.now()

/** Throws an `Error` that says what is wrong with a text that is no record of ours. */
export function readRecord(text: string): RunRecord {
  const found = asObject('record', JSON.parse(text))
  const { v, idempotencyKey, input, startedAt, deadline, job, stopping, done, result } = found
  if (v !== 1) throw new Error(`Its version is ${JSON.stringify(v)}, not 1.`)
  const record: RunRecord = {
    v,
    idempotencyKey: asText('idempotencyKey', idempotencyKey, 255),
    input: input === null ? null : readInput(input),
    startedAt: asTime('startedAt', startedAt),
    deadline: asTime('deadline', deadline),
  }
  if (record.startedAt < Date.now() - MAX_AGE) throw new Error('It is older than 30 days.')
  if (job !== undefined) {
    const { jobId, reference, cancel } = asObject('job', job)
    record.job = {
      jobId: asText('jobId', jobId, 1_000),
      reference: asText('reference', reference, 8_000),
      cancel: cancel === true,
    }
  }
  if (stopping === true) record.stopping = true
  if (done === true) record.done = true
  if (result !== undefined) record.result = readResult(result)
  return record
}

/** The run of a record, as the machine takes it up again: by its job's reference, or by its key where it has none yet. */
export function toRun({ idempotencyKey, input, startedAt, deadline, job, result }: RunRecord): VideoRun {
  const runId = idempotencyKey
  const facts = { ...NOTHING.facts, input, runId, startedAt, jobId: job?.jobId ?? null }
  return {
    threadId: runId,
    runId,
    idempotencyKey,
    deadline,
    maxAttempts: Number.POSITIVE_INFINITY,
    stallMs: undefined,
    job: job
      ? { ...job, resume: true }
      : { jobId: '', reference: '', key: idempotencyKey, resume: true, cancel: false },
    // A URL that has expired is asked for anew, as a job is.
    facts: result && !isExpired(result) ? { ...facts, ...finished(result) } : facts,
  }
}

const isExpired = ({ expiresAt }: VideoGenerateResult) =>
  expiresAt !== undefined && expiresAt.getTime() <= Date.now()

function finished(result: VideoGenerateResult) {
  const { jobId, url } = result
  const videoStatus = { jobId, status: 'completed', progress: 100, url } as const
  return { jobId, videoStatus, progress: 100, result }
}

function readInput(value: unknown): VideoGenerateInput {
  const input = asObject('input', value)
  if (!input.prompt) throw new Error('Its input has no prompt.')
  return input as unknown as VideoGenerateInput
}

/** By the reader of the wire: a URL out of a storage is trusted no more than one from a server. */
function readResult(value: unknown): VideoGenerateResult {
  const reading = readWireEvent({ name: VIDEO_EVENTS.RESULT, value })
  if (reading?.type === 'RESULT') return reading.result
  throw new Error('Its video has no URL that is safe to play.')
}
