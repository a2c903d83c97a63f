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

// Taken when this file loads, so that fake timers that are installed later do not stop it.
const {
  setImmediate: immediately,
  MessageChannel: Channel,
  setTimeout: later,
} = globalThis as typeof globalThis & { setImmediate?: (callback: () => void) => void }

/** One turn of the event loop: everything that promises can do without time is done after it. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    if (immediately) immediately(resolve)
    else if (Channel) {
      const { port1, port2 } = new Channel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(null)
    } else later(resolve, 0)
  })
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
      if (!signal?.aborted) time = Math.max(time, end)
    },
  }
}
