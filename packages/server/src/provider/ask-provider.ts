import { VideoError, type VideoJobStatus } from '@reelstate/core/protocol'
import { shown } from '../shown.js'
import { bounded } from './interruptible.js'
import type { AnyVideoAdapter, VideoStatusResult, VideoUrlResult } from './video-adapter.js'

/** A job at its provider. */
export interface JobAtProvider {
  adapter: AnyVideoAdapter
  jobId: string
}

const STATUS_TIMEOUT = 30_000
/** No provider keeps its jobs waiting longer between two polls, whatever it asks for, in ms. */
const LONGEST_WAIT = 60_000
/** Longer, because some adapters fetch the whole video for it. */
export const URL_TIMEOUT = 120_000

const STATUSES: readonly VideoJobStatus[] = ['pending', 'processing', 'completed', 'failed']

/** One poll, checked and bounded in time. Throws what the adapter throws: that is trouble, not a verdict. */
export async function askStatus(job: JobAtProvider, signal?: AbortSignal): Promise<VideoStatusResult> {
  const { adapter, jobId } = job
  const report: Partial<VideoStatusResult> = Object(
    await bounded(STATUS_TIMEOUT, signal, (abortSignal) => adapter.getVideoStatus(jobId, { abortSignal })),
  )
  // A state that this version does not know is one on the way.
  const status = STATUSES.find((known) => known === report.status) ?? 'processing'
  const asked: VideoStatusResult = { jobId, status }
  const { progress, message, queuePosition, etaMs, pollAfterMs, error, errorCode } = report
  if (isAmount(progress)) asked.progress = Math.min(progress, 100)
  if (isAmount(queuePosition)) asked.queuePosition = queuePosition
  if (isAmount(etaMs)) asked.etaMs = etaMs
  if (isAmount(pollAfterMs)) asked.pollAfterMs = Math.min(pollAfterMs, LONGEST_WAIT)
  if (message) asked.message = `${message}`.slice(0, 1000)
  if (status === 'failed') {
    asked.error = error ? `${error}`.slice(0, 1000) : 'Video generation failed'
    asked.errorCode = errorCode ?? 'generation_failed'
  }
  return asked
}

/** The video's URL, checked and bounded in time. Throws what the adapter throws. */
export async function askUrl(job: JobAtProvider, signal?: AbortSignal): Promise<VideoUrlResult> {
  const { adapter, jobId } = job
  const { url, needsKey, expiresAt, usage }: Partial<VideoUrlResult> = Object(
    await bounded(URL_TIMEOUT, signal, (abortSignal) => adapter.getVideoUrl(jobId, { abortSignal })),
  )
  if (typeof url !== 'string' || url === '') {
    throw new VideoError('bad_response', `The URL of job ${jobId} is ${shown(url)}.`, { jobId })
  }
  return {
    jobId,
    url,
    ...(needsKey && { needsKey }),
    ...(expiresAt && !Number.isNaN(expiresAt.getTime()) && { expiresAt }),
    ...(usage && { usage }),
  }
}

/** The adapter's own `VideoError`, or one that says to ask again: nobody learnt anything about the job. */
export function asTrouble(thrown: unknown, { adapter, jobId }: JobAtProvider): VideoError {
  if (thrown instanceof VideoError) {
    const isPassing = thrown.code === 'unavailable' || thrown.code === 'rate_limited'
    if (!isPassing || thrown.resumable) return thrown
    const { code, message, status, retryAfterMs, cause } = thrown
    return new VideoError(code, message, { status, retryAfterMs, cause, jobId, resumable: true })
  }
  const message = `${adapter.name} did not answer about job ${jobId}. The job is not affected: ask again.`
  return new VideoError('unavailable', message, { cause: thrown, jobId, resumable: true })
}

const isAmount = (value: unknown): value is number => typeof value === 'number' && value >= 0
