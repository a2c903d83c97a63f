import type { CancelOutcome, VideoError } from '@reelstate/core/protocol'
import { isTerminal, type JobReportRow, type JobResultRow, type VideoJobRow } from './video-job.js'

// What each arrow of a job's life writes. Every one is a pure function of the row, because it may have to run again on
// a row that somebody else changed meanwhile.

/** Looks at it again at `dueAt`. */
export const due =
  (dueAt: number | null) =>
  (job: VideoJobRow): VideoJobRow => ({ ...job, dueAt })

/** Looks at it at once, also when a worker has it just now. */
export const wake =
  (now: number) =>
  (job: VideoJobRow): VideoJobRow => ({ ...job, dueAt: now, wokenAt: now })

/** The intent to order, stored before the order leaves. */
export const beginOrder =
  (now: number) =>
  (job: VideoJobRow): VideoJobRow => ({
    ...job,
    state: 'creating',
    attempt: job.attempt + 1,
    attemptedAt: now,
    // Whoever claims it while this holds knows that the one who ordered is gone.
    dueAt: now,
  })

/** The order certainly did not arrive: it may be sent again. Whether an earlier one did is as open as before. */
export const orderLater =
  (dueAt: number) =>
  (job: VideoJobRow): VideoJobRow => ({
    ...job,
    state: mayBeBilled(job) ? 'unknown' : 'queued',
    dueAt,
    failures: job.failures + 1,
  })

/** The provider will not make this video; where an earlier order may have arrived, that is still to be found out. */
export const refuse =
  (error: Pick<VideoError, 'code' | 'message'>, now: number) =>
  (job: VideoJobRow): VideoJobRow =>
    mayBeBilled(job)
      ? { ...job, state: 'unknown', repeatRefused: true, dueAt: now }
      : fail(error, now, false)(job)

const mayBeBilled = ({ resolveUntil }: VideoJobRow) => resolveUntil !== undefined

/** The order may have arrived: until `resolveUntil` its job is looked for, from `dueAt` on. */
export const loseAnswer =
  (dueAt: number, resolveUntil: number) =>
  (job: VideoJobRow): VideoJobRow => {
    if (job.state !== 'creating' && job.state !== 'unknown') return job
    const until = job.resolveUntil ?? resolveUntil
    return { ...job, state: 'unknown', resolveUntil: until, dueAt, failures: job.failures + 1 }
  }

/** The provider's name for the job is known, however late: a second one is kept as a stray. */
export const attach =
  (providerJobId: string, model: string, now: number) =>
  (job: VideoJobRow): VideoJobRow | undefined => {
    const { strayProviderJobIds = [] } = job
    if (job.providerJobId === providerJobId || strayProviderJobIds.includes(providerJobId)) return undefined
    if (job.providerJobId !== undefined) {
      return { ...job, strayProviderJobIds: [...strayProviderJobIds, providerJobId], dueAt: now }
    }
    const attached = { ...job, providerJobId, model, startedAt: now, failures: 0, dueAt: now }
    return isTerminal(job) ? attached : running(attached, now)
  }

/** Polled again, after a deadline or a search that came to nothing. */
export const resume =
  (deadlineAt: number, now: number) =>
  (job: VideoJobRow): VideoJobRow => {
    const { error: _, endedAt: __, ...open } = job
    return { ...open, state: 'running', deadlineAt, dueAt: now, failures: 0 }
  }

/** A reason to ask the provider at once, where there is still something to learn. */
export const hear =
  (now: number) =>
  (job: VideoJobRow): VideoJobRow => {
    if (job.state === 'expired') return resume(now + 60_000, now)(job)
    return isTerminal(job) && job.dueAt === null ? { ...job } : wake(now)(job)
  }

/** A search for an order without an answer, once more. */
export const searchAgain =
  (resolveUntil: number, now: number) =>
  (job: VideoJobRow): VideoJobRow => {
    const { error: _, endedAt: __, ...open } = job
    return { ...open, resolveUntil, dueAt: now }
  }

/** A poll's news. */
export const report =
  (news: JobReportRow, now: number, dueAt: number) =>
  (job: VideoJobRow): VideoJobRow => ({
    ...job,
    missingSince: undefined,
    report: news,
    polls: job.polls + 1,
    polledAt: now,
    failures: 0,
    dueAt,
  })

/** A poll that brought none. */
export const pollLater =
  (dueAt: number) =>
  (job: VideoJobRow): VideoJobRow => ({ ...job, failures: job.failures + 1, dueAt })

export const succeed =
  (result: JobResultRow, now: number) =>
  (job: VideoJobRow): VideoJobRow => ({
    ...job,
    state: 'succeeded',
    result,
    report: { status: 'completed', progress: 100 },
    polls: job.polls + 1,
    polledAt: now,
    failures: 0,
    endedAt: now,
    dueAt: null,
  })

/** The end without a video. `billed` is false where it is certain that nothing was ordered. */
export const fail =
  ({ code, message }: Pick<VideoError, 'code' | 'message'>, now: number, billed = true) =>
  (job: VideoJobRow): VideoJobRow => ({
    ...job,
    state: 'failed',
    error: { code, message },
    endedAt: now,
    dueAt: null,
    ...(!billed && { seconds: 0, cost: 0 }),
  })

export const expire =
  (now: number) =>
  (job: VideoJobRow): VideoJobRow => ({
    ...job,
    state: 'expired',
    error: {
      code: 'deadline_exceeded',
      message: `The video was not ready within ${Math.round((job.deadlineAt - job.createdAt) / 1000)} s. It goes on at the provider and can be followed on.`,
    },
    endedAt: now,
    dueAt: null,
  })

/** Nobody knows whether there is a job: said, and not ordered again. */
export const giveUpSearch =
  (now: number) =>
  (job: VideoJobRow): VideoJobRow => ({
    ...job,
    error: {
      code: 'ambiguous_create',
      message:
        'No clear answer came to the order of this video: it may be in the making, and billed. Ordering again may pay twice.',
    },
    endedAt: now,
    dueAt: null,
  })

export const requestCancel =
  (now: number) =>
  (job: VideoJobRow): VideoJobRow | undefined => {
    if (isTerminal(job) || (job.cancel && job.cancel.outcome === undefined)) return undefined
    return { ...wake(now)(job), cancel: { requestedAt: now } }
  }

/** The provider's answer to a cancellation; `dueAt` is when to look at the job next. */
export const answerCancel =
  (outcome: CancelOutcome, now: number, dueAt: number | null) =>
  (job: VideoJobRow): VideoJobRow => {
    const answered = { ...job, cancel: { requestedAt: now, ...job.cancel, outcome }, dueAt }
    if (outcome !== 'canceled' && outcome !== 'requested') return answered
    return {
      ...answered,
      state: 'canceled',
      error: { code: 'canceled', message: 'The video was canceled.' },
      endedAt: now,
    }
  }

/** Stopped before anything was ordered. */
export const cancelUnordered =
  (now: number) =>
  (job: VideoJobRow): VideoJobRow | undefined =>
    mayBeBilled(job) ? undefined : { ...answerCancel('canceled', now, null)(job), seconds: 0, cost: 0 }

/** What a job that was canceled cost all the same. */
export const recordUsage =
  (usage: Record<string, unknown> | undefined) =>
  (job: VideoJobRow): VideoJobRow => ({ ...job, result: { ...job.result, usage }, dueAt: null })

function running(job: VideoJobRow, now: number): VideoJobRow {
  const { error: _, endedAt: __, resolveUntil: ___, ...open } = job
  // One that turns up after its deadline still gets time to be looked at.
  return { ...open, state: 'running', deadlineAt: job.deadlineAt > now ? job.deadlineAt : now + 60_000 }
}
