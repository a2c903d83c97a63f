import type { Clock } from '../jobs/clock.js'
import type { JobStore } from '../jobs/job-store.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { type Expectation, expectJob, learnFromJob, type PolledJob } from './learn-from-jobs.js'
import { medianAfter } from './lognormal.js'
import { nextWait } from './place-poll.js'
import { type Budget, budgetTerms, type Market, marketOf, refill, spend } from './request-budget.js'
import { sharedRecords } from './shared-records.js'

export type PolledAdapter = Pick<AnyVideoAdapter, 'pollingFloorMs' | 'rateLimit'>

export type Admission = { ok: true } | { ok: false; dueAt: number }

/**
 * Decides when jobs are polled, and whether a request may leave. It holds no timers: it answers, and whoever asks writes
 * the answer into the job's row. What it learns lies in records that all instances share. Times are ms since the epoch.
 */
export interface PollScheduler {
  /** When to poll next, after a poll that found the job unfinished; the row tells of that poll already. */
  next(job: PolledJob, adapter: PolledAdapter): Promise<number>
  /** When to try again after a request that failed; `retryAfterMs` is what the provider asked for. */
  retry(job: PolledJob, adapter: PolledAdapter, retryAfterMs?: number): number
  /**
   * Asked right before an order or a poll. Takes it from the budget that all jobs with the same `rateLimit.key` share, or
   * says when to ask again: because that budget is spent, or because by now other jobs need it more.
   */
  admit(job: PolledJob, adapter: PolledAdapter): Promise<Admission>
  /**
   * Learns from a job that succeeded.
   *
   * @param job its row from before the poll that found it finished: when the poll before that was, says for how long the
   * job may have been finished without anybody knowing
   */
  learn(job: PolledJob, endedAt: number): Promise<void>
  /** When the job is expected to be ready: the median of what is left. `undefined` while hardly anything is known. */
  estimate(job: PolledJob): Promise<number | undefined>
}

/** The first status is a courtesy: it says that the job runs, and hardly ever that it is ready. */
const MOST_FOR_FIRST_STATUS = 10
/** A poll so near its time goes ahead: planning it anew has its cost too. */
const NEAR = 0.95
/** Between two questions for admission, in ms. */
const SHORTEST_DELAY = 250
/** A wake-up may have come while a poll was on its way, which then did not see what it was about. ms. */
const ON_ITS_WAY = 10_000
const SHORTEST_BACKOFF = 500
const LONGEST_BACKOFF = 15_000
/** A provider that asks for more is asked again all the same. ms. */
const LONGEST_RETRY_AFTER = 300_000
const FEWEST_FOR_ESTIMATE = 3
const LEAST_PROGRESS_FOR_ESTIMATE = 5

/** @param interval the `pollingInterval` of jobs that have none, in ms: a floor, together with the provider's */
export function createPollScheduler({
  store,
  clock,
  random = Math.random,
  interval,
}: {
  store: Pick<JobStore, 'record'>
  clock: Clock
  random?: (() => number) | undefined
  interval?: number | undefined
}): PollScheduler {
  const records = sharedRecords(store, clock)
  /** The budgets as they were last seen here, for the price. */
  const budgets = new Map<string, Budget>()

  const intervalOf = ({ pollingInterval = interval }: PolledJob) => pollingInterval
  const floorOf = (job: PolledJob, adapter: PolledAdapter) =>
    Math.max(intervalOf(job) ?? 0, adapter.pollingFloorMs ?? 0)

  /** When the next poll of a job is worth its price, and when to ask whether it is: the price changes. */
  function plan(job: PolledJob, adapter: PolledAdapter, expected: Expectation, market?: Market) {
    const now = clock.now()
    const { startedAt = now, polledAt = startedAt } = job
    // A clock that went back must not send the next poll into a future that was.
    const lookedAt = Math.min(now, Math.max(startedAt, polledAt))
    const terms = { interval: intervalOf(job), floor: adapter.pollingFloorMs ?? 0 }
    const at = (price: number) =>
      lookedAt + nextWait(expected, Math.max(0, lookedAt - startedAt), { price, ...terms })
    const cheapAt = at(1)
    if (!market) return { lookedAt, worthAt: cheapAt, askAt: cheapAt }
    const worthAt = at(market.price)
    // If nobody asked meanwhile, the price would be back at 1 by then.
    return { lookedAt, worthAt, askAt: Math.min(worthAt, Math.max(cheapAt, now + market.recoveryMs)) }
  }

  /** When to ask again for a poll that is not worth its price yet. */
  function putOff(job: PolledJob, adapter: PolledAdapter, expected: Expectation, market: Market) {
    const now = clock.now()
    const isFirst = job.polledAt === undefined
    if (isUrgent(job, now) || (isFirst && market.price <= MOST_FOR_FIRST_STATUS)) return
    const { lookedAt, worthAt, askAt } = plan(job, adapter, expected, market)
    const soon = lookedAt + Math.max(floorOf(job, adapter), (worthAt - lookedAt) * NEAR)
    return now < soon ? askAt : undefined
  }

  return {
    async next(job, adapter) {
      const expected = await expectJob(records, job)
      const now = clock.now()
      const terms = budgetTerms(adapter.rateLimit)
      const seen = terms && budgets.get(terms.key)
      const market = terms && seen && marketOf(refill(seen, terms, now), terms)
      const { askAt } = plan(job, adapter, expected, market)
      return Math.ceil(Math.max(askAt, now + floorOf(job, adapter)))
    },

    retry(job, adapter, retryAfterMs = 0) {
      const asked = Math.min(LONGEST_RETRY_AFTER, Math.max(0, retryAfterMs || 0))
      // To come back to the second when told to would bring everybody back at once.
      const span = Math.min(
        LONGEST_BACKOFF,
        Math.max(asked, SHORTEST_BACKOFF * 2 ** Math.max(0, job.failures)),
      )
      const floor = Math.max(SHORTEST_BACKOFF, floorOf(job, adapter))
      return Math.ceil(clock.now() + Math.max(floor, asked + random() * span))
    },

    async admit(job, adapter) {
      const terms = budgetTerms(adapter.rateLimit)
      if (!terms) return { ok: true }
      const expected = await expectJob(records, job)
      let dueAt: number | undefined
      const change = (stored: unknown): Budget => {
        const budget = refill(stored, terms, clock.now())
        dueAt = putOff(job, adapter, expected, marketOf(budget, terms))
        if (dueAt !== undefined) return budget
        const spent = spend(budget, terms, random)
        dueAt = spent.dueAt
        return spent.budget
      }
      budgets.set(terms.key, await store.record<Budget>(`budget:${terms.key}`, change))
      if (dueAt === undefined) return { ok: true }
      const now = clock.now()
      const last = job.deadlineAt > now ? job.deadlineAt : Number.POSITIVE_INFINITY
      return { ok: false, dueAt: Math.ceil(Math.min(last, Math.max(dueAt, now + SHORTEST_DELAY))) }
    },

    learn: (job, endedAt) => learnFromJob(records, job, endedAt),

    async estimate(job) {
      const { startedAt, report } = job
      if (startedAt === undefined) return
      const { duration, count } = await expectJob(records, job)
      const isTold = (report?.progress ?? 0) >= LEAST_PROGRESS_FOR_ESTIMATE
      if (count < FEWEST_FOR_ESTIMATE && !isTold) return
      return Math.ceil(startedAt + medianAfter(duration, Math.max(0, clock.now() - startedAt)))
    },
  }
}

/** Orders, jobs that somebody had looked at, and the last look at the deadline do not wait for others. */
function isUrgent({ startedAt, polledAt = startedAt, wokenAt, deadlineAt }: PolledJob, now: number): boolean {
  if (startedAt === undefined || polledAt === undefined || now >= deadlineAt) return true
  return wokenAt !== undefined && wokenAt > polledAt - ON_ITS_WAY
}
