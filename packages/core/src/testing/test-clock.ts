/** What a clock's `setTimeout` and `setInterval` return, for the method that clears it. */
export type TimerId = unknown

/**
 * The time of a test or a demonstration: simulated, or the real one at any speed. Whatever takes a `clock` here runs on
 * it, and so does an XState actor (`createActor(machine, { clock })`).
 */
export interface TestClock {
  /** ms since the epoch. */
  now(): number
  /** Calls back once after so many ms; at least one. */
  setTimeout(callback: () => void, ms?: number): TimerId
  clearTimeout(timer: TimerId): void
  /** Calls back every so many ms; at least one. */
  setInterval(callback: () => void, ms?: number): TimerId
  clearInterval(timer: TimerId): void
  /**
   * Resolves when so many ms of this clock are over. A simulated clock makes them pass, a real one waits. An abort ends it
   * early; it never rejects for that.
   */
  pass(ms: number, signal?: AbortSignal): Promise<void>
}

/** The ms of a timer as timers take them: whole, and at least one, so that a chain of them always gets on. */
export const atLeastOne = (ms = 0) => (ms > 1 ? Math.trunc(ms) : 1)
