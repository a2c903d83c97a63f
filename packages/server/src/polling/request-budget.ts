import type { RateLimit } from '../provider/video-adapter.js'

// One budget per provider key, in one record that all instances share: a token bucket which lies inside the provider's
// own, so that the provider never has to refuse. And a price, which needs no coordination beyond that record: the more
// was asked of the budget lately, the more undetected delay a poll has to be worth. Demand settles where the budget can
// meet it, with the polls where they matter most; that is the Lagrangian form of "poll the job with the largest expected
// undetected delay next".

/** The part of the provider's rate that is used: clocks and networks bring requests closer together than they left. */
const RATE_SHARE = 0.95
/** And of its burst. */
const BURST_SHARE = 0.9
/** The price is e to this when nothing is left. */
const STEEPNESS = 8
/** The price looks back so far, in ms, and at no fewer requests than `FEWEST`: one request alone is no scarcity. */
const SPAN = 60_000
const FEWEST = 20
/** Jobs without a token queue up one refill apart, at most so far ahead; ms. */
const QUEUE = 60_000
/** A record from further ahead than this was written by a clock that was wrong; ms. */
const MOST_AHEAD = 60_000

/** The record as it is stored. Times are ms since the epoch. */
export interface Budget {
  /** Requests that may leave now. */
  tokens: number
  /** What is left of `reach`, the requests that make the price. */
  credit: number
  /** When both were computed. */
  at: number
  /** When the last job that waits for a token is to come again. */
  queuedUntil: number
}

/** The limits in force, from what an adapter says of its provider. */
export interface BudgetTerms {
  /** Names whose limit it is. */
  key: string
  /** Requests a ms. */
  rate: number
  /** Tokens at the most. */
  size: number
  /** Credit at the most. */
  reach: number
}

/** `undefined` where there is no limit, or one that is no number above 0. */
export function budgetTerms(limit: RateLimit | undefined): BudgetTerms | undefined {
  if (!limit || !(limit.requestsPerMinute > 0 && limit.requestsPerMinute < Number.POSITIVE_INFINITY)) return
  const { requestsPerMinute, burst = requestsPerMinute } = limit
  const rate = (requestsPerMinute * RATE_SHARE) / 60_000
  const size = Math.max(1, burst > 0 ? burst * BURST_SHARE : 1)
  return { key: limit.key, rate, size, reach: Math.max(FEWEST, rate * SPAN, size) }
}

/**
 * The budget as it is now. A clock that goes back, or is behind another instance's, brings nothing in; one that was far
 * ahead is not waited for.
 */
export function refill(stored: unknown, terms: BudgetTerms, now: number): Budget {
  const { size, reach, rate } = terms
  const known = (stored ?? {}) as Partial<Record<keyof Budget, unknown>>
  const { tokens, credit, at, queuedUntil } = known
  if (!isNumber(tokens) || !isNumber(credit) || !isNumber(at) || !isNumber(queuedUntil)) {
    return { tokens: size, credit: reach, at: now, queuedUntil: now }
  }
  const isAhead = at > now + MOST_AHEAD
  const earned = Math.max(0, now - at) * rate
  return {
    tokens: Math.min(size, Math.max(0, tokens) + earned),
    credit: Math.min(reach, Math.max(0, credit) + earned),
    at: isAhead ? now : Math.max(at, now),
    queuedUntil: isAhead ? now : queuedUntil,
  }
}

/** What requests cost at the moment. */
export interface Market {
  /** What a poll has to be worth, from 1, when nothing was asked lately, to about 3,000. */
  price: number
  /** How long until it is 1 again if nobody asks meanwhile, in ms. */
  recoveryMs: number
}

export const marketOf = ({ credit }: Budget, { reach, rate }: BudgetTerms): Market => ({
  price: Math.exp(STEEPNESS * (1 - credit / reach)),
  recoveryMs: (reach - credit) / rate,
})

/** Takes a token, or says when to come for one. To have asked raises the price in both cases. */
export function spend(
  budget: Budget,
  { rate }: BudgetTerms,
  random: () => number,
): { budget: Budget; dueAt?: number } {
  const { tokens, at } = budget
  const asked = { ...budget, credit: Math.max(0, budget.credit - 1) }
  if (tokens >= 1) return { budget: { ...asked, tokens: tokens - 1 } }
  const refilledAt = at + (1 - tokens) / rate
  const turn = Math.max(budget.queuedUntil, refilledAt)
  // A queue that is longer comes back spread over its length, and queues up then.
  if (turn > refilledAt + QUEUE) return { budget: asked, dueAt: refilledAt + random() * QUEUE }
  return { budget: { ...asked, queuedUntil: turn + 1 / rate }, dueAt: turn + random() / rate }
}

const isNumber = (value: unknown): value is number => Number.isFinite(value)
