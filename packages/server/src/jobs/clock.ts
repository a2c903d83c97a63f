/** Time, so that hours of polling can be run in a moment. */
export interface Clock {
  /** ms since the epoch. */
  now(): number
  /** Calls back after `ms`; the returned function takes that back. */
  after(ms: number, callback: () => void): () => void
}

/** The real one. Its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, 2 ** 31 - 1))
    if (typeof timer === 'object') timer.unref?.()
    return () => clearTimeout(timer)
  },
}
