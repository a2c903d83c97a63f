import type { KeptRuns } from '../persist/persistence.js'
import type { PersistedRuns, VideoPersistence } from '../video-persistence.js'
import type { TestClock } from './test-clock.js'

/** How long time waits at most, in ms of real time: an order that waits for another page's may need time itself. */
const LIMIT = 1_000

// Taken when this file loads: fake timers that are installed later would not end a wait.
const { clearTimeout: clear, setTimeout: later } = globalThis

/** How to wait for what the clients of a clock keep. */
const watched = new WeakMap<TestClock, (() => Promise<void>)[]>()

/** The same persistence. Its locks and storages take real time, for which `persistSettled(clock)` waits. */
export function watchPersist(persist: VideoPersistence, clock: TestClock): VideoPersistence {
  return (actor) => {
    const runs: PersistedRuns & Partial<KeptRuns> = persist(actor)
    const claims = new Set<Promise<unknown>>()
    /** An earlier wait came to its limit, and what it waited for is not over. */
    let isOverdue = false

    async function settled(): Promise<void> {
      if (isOverdue) return
      const all = Promise.allSettled([...claims, runs.restored?.()]).then(() => {
        isOverdue = false
      })
      let timer: ReturnType<typeof setTimeout> | undefined
      const limit = new Promise<void>((resolve) => {
        timer = later(() => {
          isOverdue = true
          resolve()
        }, LIMIT)
      })
      await Promise.race([all, limit])
      clear(timer)
    }

    watched.set(clock, [...(watched.get(clock) ?? []), settled])
    return {
      attach: () => runs.attach(),
      claim(run) {
        const claim = runs.claim(run)
        const done = () => claims.delete(claim)
        claims.add(claim)
        claim.then(done, done)
        return claim
      },
    }
  }
}

/** Resolves when no client of the clock is busy with what it keeps, or after a second: nothing may pass meanwhile. */
export async function persistSettled(clock: TestClock): Promise<void> {
  await Promise.all((watched.get(clock) ?? []).map((settled) => settled()))
}
