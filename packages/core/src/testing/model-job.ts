import {
  jobCreated,
  jobResult,
  jobStatus,
  runError,
  runFinished,
  runStarted,
  VideoError,
  type VideoErrorCode,
  type VideoStatusReport,
  type WireEvent,
} from '../protocol.js'

/** How a job ends by itself: with its video, or with the provider's verdict. */
export type JobEnding = 'video' | { code: VideoErrorCode; message: string }

/** What the provider makes of a job. */
export interface ModelWork {
  /** How long a video takes, in ms. Default: 20,000. */
  workMs: number
  /** How long a job waits for its turn before, in ms. Default: 0. */
  queueMs: number
  /** How often a job has news, in ms. Default: 5,000. */
  newsMs: number
  /** Whether the provider says how far it is. Default: true. */
  reportsProgress: boolean
  /** What the server lets a client do with a job. Default: both. */
  offers: { resume: boolean; cancel: boolean }
  /** The finished video; `{job}` stands for the job's id. Default: `https://videos.example/{job}.mp4`. */
  videoUrl: string
  /** How long each link to the video works, in ms; every answer has a new one. Default: for ever. */
  urlLastsMs: number | undefined
}

/** A job as the server has it. All times are ms since the epoch. */
export interface ModelJob {
  readonly id: string
  /** The idempotency key of its order. */
  readonly key: string
  readonly createdAt: number
  /** When its turn comes. */
  readonly startsAt: number
  readonly endsAt: number
  readonly ending: JobEnding
  /** How many links to its video were given out. */
  links: number
  isCanceled: boolean
}

/** How long one job ahead in the queue takes, in ms. */
const TURN = 5_000

export const isOver = ({ isCanceled, endsAt }: ModelJob, now: number) => isCanceled || now >= endsAt

/** Counts up with the job's news. */
export function versionOf(job: ModelJob, { newsMs }: ModelWork, now: number): number {
  const { createdAt, endsAt } = job
  const last = 2 + Math.floor((endsAt - createdAt) / newsMs)
  return isOver(job, now) ? last : 1 + Math.floor((now - createdAt) / newsMs)
}

/** What a reader who knows everything up to a version still has to hear; only the last event carries the new one. */
export function jobEvents(job: ModelJob, work: ModelWork, after: number, now: number): WireEvent[] {
  const { id: jobId, isCanceled } = job
  const version = versionOf(job, work, now)
  if (version <= after) return []
  const { offers } = work
  const opening =
    after === 0 ? [runStarted(jobId, jobId), jobCreated({ jobId, reference: jobId, ...offers })] : []
  const ending = isOver(job, now) ? endingOf(job, work, now) : []
  const report = jobStatus(reportOf(job, work, now))
  const events = [...opening, ...(isCanceled ? [] : [report]), ...ending]
  // Where nobody can come back, an id would promise that one can.
  if (!offers.resume) return events
  return events.map((event, index) =>
    index === events.length - 1 ? { ...event, eventId: `${version}` } : event,
  )
}

function reportOf(job: ModelJob, { reportsProgress }: ModelWork, now: number): VideoStatusReport {
  const { id: jobId, startsAt, endsAt, ending } = job
  if (now < startsAt) {
    return { jobId, status: 'pending', queuePosition: Math.ceil((startsAt - now) / TURN) }
  }
  const status = now < endsAt ? 'processing' : ending === 'video' ? 'completed' : 'failed'
  const done = Math.min(100, Math.floor((100 * (now - startsAt)) / (endsAt - startsAt || 1)))
  return { jobId, status, ...(reportsProgress && status !== 'failed' && { progress: done }) }
}

function endingOf(job: ModelJob, { videoUrl, urlLastsMs }: ModelWork, now: number): WireEvent[] {
  const { id: jobId, ending, isCanceled } = job
  if (isCanceled) return [runError(new VideoError('canceled', 'It was canceled.'))]
  if (ending !== 'video') return [runError(new VideoError(ending.code, ending.message))]
  let url = videoUrl.replaceAll('{job}', jobId)
  if (urlLastsMs !== undefined) url += `#link-${++job.links}`
  const expiresAt = urlLastsMs === undefined ? {} : { expiresAt: new Date(now + urlLastsMs) }
  return [jobResult({ jobId, status: 'completed', url, ...expiresAt }), runFinished(jobId, jobId)]
}
