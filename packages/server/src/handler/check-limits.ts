import { VideoError } from '@reelstate/core/protocol'
import type { OwnerUsage, UsageSince } from '../jobs/job-store.js'
import type { VideoJobRow } from '../jobs/video-job.js'
import type { OwnerLimits } from './handler-options.js'

/** When the day and the month of `now` began, UTC. */
export function usageSince(now: number): UsageSince {
  const date = new Date(now)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return { day: Date.UTC(year, month, date.getUTCDate()), month: Date.UTC(year, month) }
}

/**
 * Throws a `VideoError` `rate_limited` for a job that is more than its owner may have. Called in the transaction that adds
 * the job, so any number of requests at once get no more through than one after the other.
 */
export function admitWithin(limits: OwnerLimits, now: number) {
  const { day, month } = usageSince(now)
  const midnight = day + 86_400_000 - now
  const newMonth = usageSince(month + 32 * 86_400_000).month - now
  return ({ active, day: today, month: thisMonth }: OwnerUsage, { seconds, cost }: VideoJobRow): void => {
    const { concurrent, secondsPerDay, secondsPerMonth, costPerDay, costPerMonth } = limits
    if (concurrent !== undefined && active >= concurrent) {
      throw limited(
        `${active} of your videos are in the making, and ${concurrent} may be. Wait for one.`,
        5_000,
      )
    }
    const spend = (sum: number, more: number, limit = Number.POSITIVE_INFINITY) => sum + more > limit
    if (spend(today.seconds, seconds, secondsPerDay)) {
      throw limited(
        `This video would go over the ${secondsPerDay} seconds that you may make a day.`,
        midnight,
      )
    }
    if (spend(thisMonth.seconds, seconds, secondsPerMonth)) {
      throw limited(
        `This video would go over the ${secondsPerMonth} seconds that you may make a month.`,
        newMonth,
      )
    }
    if (spend(today.cost, cost, costPerDay)) {
      throw limited(`This video would cost more than the ${costPerDay} that you may spend a day.`, midnight)
    }
    if (spend(thisMonth.cost, cost, costPerMonth)) {
      throw limited(
        `This video would cost more than the ${costPerMonth} that you may spend a month.`,
        newMonth,
      )
    }
  }
}

const limited = (message: string, retryAfterMs: number) =>
  new VideoError('rate_limited', message, { status: 429, retryAfterMs })
