import type { Expectation } from './learn-from-jobs.js'
import { expectedBeyond, type Lognormal, quantile, survival } from './lognormal.js'

// Where the next poll belongs. A poll that finds nothing costs money and quota, one that comes late costs the user time.
// Let S(x) be the probability that a job, unfinished after `elapsed`, is still unfinished after x. A poll at x is wasted
// with S(x), and until then the expected undetected delay is D(x) = ∫ (1 - S(u)) du from `elapsed` to x. The poll belongs
// where one has become worth the other: D(x) = worth · S(x). For small steps this is an interval of √(2·worth/h), h the
// rate of finishing: the optimum of checking schedules (Barlow, Hunter and Proschan 1963; Keller 1974).

/** One wasted poll is worth so much of a user's waiting, in ms: the exchange rate of the whole scheduler. */
const POLL_WORTH = 230
const SHORTEST = 1_000
/** Where jobs take seconds, waiting a second shows. */
const SHORTEST_OF_FAST = 500
const LONGEST = 15_000
/** The standard normal's 10 % and 95 % quantiles. */
const Z_10 = -1.2815515655446004
const Z_95 = 1.6448536269514722
/** Safety polls, where the provider reports by itself; ms. */
const SHORTEST_SAFETY = 15_000
const LONGEST_SAFETY = 300_000

export interface PollTerms {
  /** What a poll has to be worth, as a multiple: 4 about doubles the intervals. */
  price: number
  /** The caller's interval, in ms. A short one says that polls are cheap, so it is the shortest interval too. */
  interval: number | undefined
  /** The shortest interval that the provider allows, in ms. */
  floor: number
}

/**
 * How long after `elapsed`, when the job was last seen unfinished, it is polled next; ms.
 *
 * Intervals are clamped to 1-15 s: to 0.5 s at the least where most jobs end within seconds, and as the price lengthens
 * the intervals, so it does the longest. Only the time before the first tenth of such jobs has finished is free: one wait
 * may lead up to there and not beyond, because an expectation that is too long costs the most. While nothing is known of
 * a model, a job of it may take two seconds or two hundred: then the waits grow with the time that has passed.
 */
export function nextWait(
  { duration, count, isReported }: Expectation,
  elapsed: number,
  { price, interval, floor }: PollTerms,
): number {
  if (isReported) return Math.max(floor, interval ?? 0, safetyWait(duration, elapsed))
  const most = Math.max(LONGEST, quantile(duration, Z_10) - elapsed) + LONGEST * (Math.sqrt(price) - 1)
  const balanced = balancedWait(duration, elapsed, POLL_WORTH * price, most)
  const wait = count === 0 ? Math.min(balanced, elapsed / 2) : balanced
  const median = count === 0 ? 0 : quantile(duration, 0)
  const shortest = Math.min(SHORTEST, Math.max(SHORTEST_OF_FAST, median / 20))
  return Math.max(floor, interval ?? 0, Math.min(shortest, interval ?? shortest), wait)
}

/** Where D = worth · S, at most `most`. The one rises and the other falls, so halving finds it. */
function balancedWait(duration: Lognormal, elapsed: number, worth: number, most: number): number {
  const still = survival(duration, elapsed)
  // So far beyond anything expected that nothing can be computed.
  if (still < 1e-290) return most
  const beyond = expectedBeyond(duration, elapsed)
  const isDue = (wait: number) => {
    const to = elapsed + wait
    // The wait, less the part of it that the job is expected to run on.
    const delay = wait * still - (beyond - expectedBeyond(duration, to))
    return delay >= worth * survival(duration, to)
  }
  if (!isDue(most)) return most
  let [low, high] = [0, most]
  while (high - low > 5) {
    const middle = (low + high) / 2
    if (isDue(middle)) high = middle
    else low = middle
  }
  return high
}

/** The provider reports by itself, and hardly ever forgets to: when nearly every such job is over, and then ever rarer. */
function safetyWait(duration: Lognormal, elapsed: number): number {
  const wait = Math.max(quantile(duration, Z_95) - elapsed, elapsed / 2)
  return Math.min(LONGEST_SAFETY, Math.max(SHORTEST_SAFETY, wait))
}
