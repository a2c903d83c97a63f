import { createSimulatedClock, type TestClock, type TimerId } from '@reelstate/core/testing'

/** How often time goes on, in ms of real time. */
const TICK = 16
/** The longest that one tick makes up for, in ms: a page that slept goes on where it was. */
const LONGEST_TICK = 250

/**
 * Simulated time that is let out at a chosen speed. What is due is called at its exact time and in order, however busy the
 * page is: at twenty times the speed a scenario goes the same way as at once.
 */
export class LabClock implements TestClock {
  readonly #inner = createSimulatedClock()
  /** When each timer is due. */
  readonly #timers = new Map<TimerId, number>()
  readonly #before: () => Promise<unknown>
  #isRunning = false
  #isStopped = false
  /** How many times as fast as real time it runs. */
  speed: number

  /** Time waits for `before`, such as for a lock of the browser's, which takes real time. */
  constructor(speed: number, before: () => Promise<unknown>) {
    this.speed = speed
    this.#before = before
  }

  readonly now = (): number => this.#inner.now()

  readonly setTimeout = (callback: () => void, ms = 0): TimerId => {
    const timer = this.#inner.setTimeout(() => {
      this.#timers.delete(timer)
      callback()
    }, ms)
    return this.#add(timer, ms)
  }

  readonly setInterval = (callback: () => void, ms = 0): TimerId => {
    const timer = this.#inner.setInterval(() => {
      this.#timers.set(timer, this.now() + ms)
      callback()
    }, ms)
    return this.#add(timer, ms)
  }

  readonly clearTimeout = (timer: TimerId): void => {
    this.#timers.delete(timer)
    this.#inner.clearTimeout(timer)
  }

  readonly clearInterval = this.clearTimeout

  readonly pass = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (ms === 0 || signal?.aborted) return resolve()
      const timer = this.setTimeout(() => {
        signal?.removeEventListener('abort', end)
        resolve()
      }, ms)
      const end = () => {
        this.clearTimeout(timer)
        resolve()
      }
      signal?.addEventListener('abort', end, { once: true })
    })

  /** Nothing is called any more. */
  stop(): void {
    this.#isStopped = true
  }

  #add(timer: TimerId, ms: number): TimerId {
    this.#timers.set(timer, this.now() + ms)
    if (!this.#isRunning) void this.#run()
    return timer
  }

  /** Goes on while there is something to wait for. */
  async #run(): Promise<void> {
    this.#isRunning = true
    let last = performance.now()
    while (this.#isWanted) {
      await new Promise((resolve) => setTimeout(resolve, TICK))
      const now = performance.now()
      await this.#passBy(Math.min(LONGEST_TICK, now - last) * this.speed)
      last = now
    }
    this.#isRunning = false
  }

  /** From one timer to the next, because each may begin something that time has to wait for. */
  async #passBy(ms: number): Promise<void> {
    for (let left = ms; left > 0 && this.#isWanted; ) {
      await this.#before()
      const next = Math.min(...this.#timers.values()) - this.now()
      const step = Math.min(left, Math.max(1, next))
      await this.#inner.pass(step)
      left -= step
    }
  }

  get #isWanted(): boolean {
    return this.#timers.size > 0 && !this.#isStopped
  }
}
