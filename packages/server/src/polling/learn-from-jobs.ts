import type { VideoJobRow } from '../jobs/video-job.js'
import { heedProgress } from './heed-progress.js'
import { ANY_VIDEO, asLearnt, expectDuration, learnDuration } from './learnt-durations.js'
import type { Lognormal } from './lognormal.js'
import type { SharedRecords } from './shared-records.js'

/** What decides when a job is polled. Of a job's row the scheduler reads nothing else. */
export type PolledJob = Pick<
  VideoJobRow,
  | 'adapter'
  | 'model'
  | 'input'
  | 'startedAt'
  | 'deadlineAt'
  | 'polledAt'
  | 'dueAt'
  | 'wokenAt'
  | 'webhookUrl'
  | 'report'
  | 'pollingInterval'
  | 'failures'
>

export interface Expectation {
  /** From the provider's taking the order to the finished video. */
  duration: Lognormal
  /** How many jobs of the model are remembered. */
  count: number
  /** Whether the provider reports the end by itself: it did so for the last job, and may do so for this one. */
  isReported: boolean
}

/** A job that was looked at so much later than planned was interrupted, and teaches nothing. ms. */
const INTERRUPTED = 60_000
/** A job that ended unseen between two polls ended halfway, or in this last part of its life where that is shorter. */
const LAST_PART = 0.15

/** How long a job is expected to take: what its kind took, shrunk to what its model took, and what it says itself. */
export async function expectJob(records: SharedRecords, job: PolledJob): Promise<Expectation> {
  const ofModel = asLearnt(await records.read(modelRecord(job)))
  const ofKind = asLearnt(await records.read(kindRecord(job)))
  const { startedAt = 0, polledAt = startedAt, report, webhookUrl } = job
  const expected = expectDuration(ofKind, expectDuration(ofModel, ANY_VIDEO))
  return {
    duration: heedProgress(expected, report?.progress, polledAt - startedAt),
    count: ofModel.count,
    isReported: webhookUrl !== undefined && (await records.read(webhookRecord(job))) === true,
  }
}

/** From a job that succeeded, as it was before the poll that found it finished at `endedAt`. */
export async function learnFromJob(records: SharedRecords, job: PolledJob, endedAt: number): Promise<void> {
  const { startedAt, polledAt = startedAt, wokenAt = 0, webhookUrl, dueAt } = job
  if (startedAt === undefined || polledAt === undefined) return
  const isReported = webhookUrl !== undefined && wokenAt > polledAt && wokenAt <= endedAt
  if (webhookUrl !== undefined) await records.change(webhookRecord(job), () => isReported)
  // The longer nobody looked, the less the end says; a webhook tells it to the second.
  if (!isReported && endedAt - (dueAt ?? endedAt) > INTERRUPTED) return
  const took = endedAt - startedAt
  const unseen = Math.min((endedAt - polledAt) / 2, took * LAST_PART)
  const ms = isReported ? wokenAt - startedAt : took - Math.max(0, unseen)
  for (const name of [modelRecord(job), kindRecord(job)]) {
    await records.change(name, (known) => learnDuration(asLearnt(known), ms))
  }
}

const modelRecord = ({ adapter, model }: PolledJob) => `durations:${named(adapter, model)}`
const kindRecord = ({ adapter, model, input: { duration, size } }: PolledJob) =>
  `durations:${named(adapter, model, `${duration ?? ''}`, size ?? '')}`
const webhookRecord = ({ adapter, model }: PolledJob) => `webhooks:${named(adapter, model)}`

/** Some of it comes from outside: it must not grow without bound, or look like another name. */
const named = (...parts: string[]) => parts.map((part) => part.replaceAll('|', ' ').slice(0, 64)).join('|')
