import { atLeastOne, type TestClock, type TimerId } from './test-clock.js'

export interface RealClockOptions {
  /** How many times as fast as the real time it runs, such as 20 for a demonstration. Default: 1. */
  speed?: number
}

/** The longest span of a timer, in ms: a longer one would be over at once. */
const LONGEST = 2 ** 31 - 1

/**
 * The real time, or one that runs so many times as fast: for a page that shows a scenario while somebody watches. It uses
 * the timers and the `Date` in force at each call, fake ones too.
 */
export function createRealClock({ speed = 1 }: RealClockOptions = {}): TestClock {
  if (!(speed > 0 && speed < Number.POSITIVE_INFINITY))
    throw new TypeError(`createRealClock({ speed }) takes a number above 0; it got ${speed}.`)
  const start = Date.now()
  const real = (ms: number | undefined) => Math.min(atLeastOne(ms) / speed, LONGEST)
  const after = (callback: () => void, ms?: number): TimerId => setTimeout(callback, real(ms))
  const clear = (timer: TimerId) => clearTimeout(timer as Parameters<typeof clearTimeout>[0])
  return {
    now: () => Math.round(start + (Date.now() - start) * speed),
    setTimeout: after,
    clearTimeout: clear,
    setInterval: (callback, ms) => setInterval(callback, real(ms)),
    clearInterval: (timer) => clearInterval(timer as Parameters<typeof clearInterval>[0]),
    pass: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const done = () => {
          clear(timer)
          signal?.removeEventListener('abort', done)
          resolve()
        }
        const timer = after(done, ms)
        signal?.addEventListener('abort', done)
      }),
  }
}
