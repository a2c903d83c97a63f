export interface PollingPace {
  /** The caller's interval in ms; `undefined` lets the schedule decide. */
  interval: number | undefined
  /** The shortest time between two polls that the provider allows, in ms. */
  floor: number
}

const SHORTEST = 500
const LONGEST = 5_000

/**
 * How long to wait for the next poll, in ms: the caller's interval, or 0.5 s, growing up to 5 s with a tenth of the time
 * that passed without news. A poll that takes long is worth fewer of them: at most a twentieth of the time is spent on
 * polling, so an adapter inside this process is asked twice a second, and one across the world less often.
 */
export function nextPollDelay(
  pace: PollingPace,
  poll: { silentMs: number; tookMs: number; askedMs?: number | undefined },
): number {
  const { interval, floor } = pace
  const decided = Math.min(LONGEST, Math.max(SHORTEST, poll.silentMs / 10, poll.tookMs * 20))
  return Math.max(floor, poll.askedMs ?? 0, interval ?? decided)
}

/**
 * How long to wait after a poll that failed, in ms: full jitter up to 15 s, on top of what the provider asked for,
 * because obeying `Retry-After` to the letter sends every waiting job back at the same moment.
 */
export function retryDelay({ floor }: PollingPace, attempt: number, retryAfterMs = 0): number {
  return Math.max(floor, retryAfterMs + Math.random() * Math.min(15_000, SHORTEST * 2 ** attempt))
}
