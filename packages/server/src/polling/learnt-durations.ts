import type { Lognormal } from './lognormal.js'

/** What is known of how long jobs of one kind took: Welford's running mean and variance of ln(ms). Kept as JSON. */
export interface LearntDurations {
  count: number
  /** The mean of ln(ms). */
  mean: number
  /** The sum of the squared distances from it. */
  squares: number
}

export const NOTHING_LEARNT: LearntDurations = { count: 0, mean: 0, squares: 0 }

/** Before anything is learnt: half of all videos take less than 90 s, nine of ten between 27 and 300 s. */
export const ANY_VIDEO: Lognormal = { mu: Math.log(90_000), sigma: 0.73 }

/** Older jobs count less and less beyond so many: a provider that becomes twice as fast is believed within a day. */
const MEMORY = 64
/** How many jobs what is known in general counts for: its middle is soon given up, its width is not. */
const PRIOR_MEAN_JOBS = 1
const PRIOR_WIDTH_JOBS = 3
/** A provider is never taken for more regular than this: expecting too much of it costs far more than a poll. */
const LEAST_SIGMA = 0.35
const MOST_SIGMA = 2
/** What can be told from a clock: nothing takes less than this, and what takes longer was interrupted. ms. */
const SHORTEST = 20
const LONGEST = 24 * 3600_000

/** With a job that took `ms`. Up to `MEMORY` jobs the order does not matter. */
export function learnDuration(known: LearntDurations, ms: number): LearntDurations {
  const { count, mean, squares } = asLearnt(known)
  if (!(ms > 0 && ms < LONGEST)) return { count, mean, squares }
  const value = Math.log(Math.max(SHORTEST, ms))
  const next = count + 1
  const distance = value - mean
  const nextMean = mean + distance / next
  const nextSquares = squares + distance * (value - nextMean)
  const kept = Math.min(MEMORY, next)
  return { count: kept, mean: nextMean, squares: (nextSquares * kept) / next }
}

/**
 * How long the next job of a kind is expected to take: what is known of the kind, shrunk towards what is known in
 * `general`, so that one odd job decides nothing. This is the usual normal model with an unknown mean and variance.
 */
export function expectDuration(known: LearntDurations, general: Lognormal): Lognormal {
  const { count, mean, squares } = asLearnt(known)
  const weight = PRIOR_MEAN_JOBS + count
  const mu = (PRIOR_MEAN_JOBS * general.mu + count * mean) / weight
  const disagreement = ((PRIOR_MEAN_JOBS * count) / weight) * (mean - general.mu) ** 2
  const variance =
    (PRIOR_WIDTH_JOBS * general.sigma ** 2 + squares + disagreement) / (PRIOR_WIDTH_JOBS + count)
  // Where the middle lies is itself a guess after few jobs.
  const sigma = count === 0 ? general.sigma : Math.sqrt(variance * (1 + 1 / weight))
  return { mu, sigma: Math.min(MOST_SIGMA, Math.max(LEAST_SIGMA, sigma)) }
}

/** A record may have been written by another version. */
export function asLearnt(value: unknown): LearntDurations {
  const { count, mean, squares } = (value ?? {}) as Partial<Record<keyof LearntDurations, unknown>>
  const isSound = isNumber(count) && isNumber(mean) && isNumber(squares) && count > 0 && squares >= 0
  return isSound ? { count: Math.min(count, MEMORY), mean, squares } : NOTHING_LEARNT
}

const isNumber = (value: unknown): value is number => Number.isFinite(value)
