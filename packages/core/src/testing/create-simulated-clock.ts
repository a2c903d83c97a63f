import { atLeastOne, type TestClock, type TimerId } from './test-clock.js'

export interface SimulatedClockOptions {
  /** Where it starts, in ms since the epoch or as a date. Default: the real time when it is made. */
  now?: number | Date
}

interface Timer {
  at: number
  /** ms between two calls of an interval. */
  every?: number
  callback: () => void
}

// Taken when this file loads, so that fake timers that are installed later do not stop it. Those of a setup file are there
// before: they leave MessageChannel alone.
const {
  MessageChannel: Channel,
  setImmediate: immediately,
  setTimeout: later,
} = globalThis as typeof globalThis & { setImmediate?: (callback: () => void) => void }

/** Fake timers say what they are: sinon's, which Vitest and Jest use, have a clock, and Jest's old ones are mocks. */
const isFake = (timer: object | undefined) => timer !== undefined && ('clock' in timer || 'mock' in timer)

interface Turns {
  /** One turn of the event loop: everything that promises can do without time is done after it. */
  settle(): Promise<void>
  close(): void
}

function openTurns(): Turns {
  if (Channel) {
    const { port1, port2 } = new Channel()
    return {
      settle: () =>
        new Promise((resolve) => {
          port1.onmessage = () => resolve()
          port2.postMessage(null)
        }),
      close: () => port1.close(),
    }
  }
  const isLater = !immediately || isFake(immediately)
  if (isLater && isFake(later))
    throw new Error(
      'pass() needs one real turn of the event loop, and every timer here is a fake one. Import @reelstate/core/testing before the fake timers are installed, or do without them: its clock is simulated already.',
    )
  const settle = () =>
    new Promise<void>((resolve) => void (isLater ? later(resolve, 0) : immediately?.(resolve)))
  return { settle, close: () => {} }
}

/**
 * A clock that stands still until `pass(ms)` moves it. `pass` calls what is due, in order, and lets promises settle between
 * two timers, so minutes take milliseconds and nothing depends on how busy the machine is.
 *
 * What waits for the disk, a socket or a lock takes real time: await it before time goes on. `pass` rejects with what a
 * timer throws.
 */
export function createSimulatedClock({ now: start = Date.now() }: SimulatedClockOptions = {}): TestClock {
  let time = Number(start)
  if (!Number.isFinite(time))
    throw new TypeError(`createSimulatedClock({ now }) takes ms since the epoch or a date; it got ${start}.`)
  let count = 0
  const timers = new Map<TimerId, Timer>()

  function add(timer: Timer): TimerId {
    timers.set(++count, timer)
    return count
  }

  /** The timer that is due first, of those due by then; of two at the same time the one that was set first. */
  function nextBy(end: number): [TimerId, Timer] | undefined {
    let next: [TimerId, Timer] | undefined
    for (const entry of timers) if (entry[1].at <= end && (!next || entry[1].at < next[1].at)) next = entry
    return next
  }

  const clear = (timer: TimerId) => void timers.delete(timer)
  return {
    now: () => time,
    setTimeout: (callback, ms) => add({ at: time + atLeastOne(ms), callback }),
    setInterval: (callback, ms) => add({ at: time + atLeastOne(ms), every: atLeastOne(ms), callback }),
    clearTimeout: clear,
    clearInterval: clear,
    async pass(ms, signal) {
      if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY))
        throw new TypeError(`pass() takes a number of ms from 0 up; it got ${ms}.`)
      const end = time + ms
      const { settle, close } = openTurns()
      try {
        await settle()
        for (let next = nextBy(end); next && !signal?.aborted; next = nextBy(end)) {
          const [id, { at, every, callback }] = next
          time = Math.max(time, at)
          timers.delete(id)
          // Anew at the end of the line: at one and the same time others come first.
          if (every !== undefined) timers.set(id, { at: at + every, every, callback })
          callback()
          await settle()
        }
      } finally {
        close()
      }
      if (!signal?.aborted) time = Math.max(time, end)
    },
  }
}
