/** Time, so that hours of polling can be run in a moment. */
export interface Clock {
  /** ms since the epoch. */
  now(): number
  /** Calls back after `ms`; the returned function takes that back. */
  after(ms: number, callback: () => void, options?: TimerOptions): () => void
}

export interface TimerOptions {
  /** Whether a process without anything else to do waits for it. Default: false. */
  keepsAlive?: boolean
}

/** The real one. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback, { keepsAlive = false } = {}) {
    const timer = setTimeout(callback, Math.min(ms, 2 ** 31 - 1))
    if (!keepsAlive && typeof timer === 'object') timer.unref?.()
    return () => clearTimeout(timer)
  },
}
