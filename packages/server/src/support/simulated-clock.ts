import type { Clock } from '../jobs/clock.js'

export interface SimulatedClock extends Clock {
  /** Lets this much time pass, in ms: every timer on the way fires in order, with what it caused, before the next. */
  advance(ms: number): Promise<void>
}

/** Time that passes when a test says so. */
export function simulatedClock(start = Date.UTC(2030, 0, 1)): SimulatedClock {
  let now = start
  let nextId = 0
  const timers = new Map<number, { at: number; callback: () => void }>()
  return {
    now: () => now,
    after(ms, callback) {
      const id = nextId++
      timers.set(id, { at: now + Math.max(0, ms), callback })
      return () => void timers.delete(id)
    },
    async advance(ms) {
      const end = now + ms
      for (;;) {
        await settled()
        const [next] = [...timers].sort(([a, x], [b, y]) => x.at - y.at || a - b)
        if (!next || next[1].at > end) break
        timers.delete(next[0])
        now = Math.max(now, next[1].at)
        next[1].callback()
      }
      now = end
      await settled()
    },
  }
}

/** Everything that can happen without time passing has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve))
}
