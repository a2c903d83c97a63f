import type { Faults } from './faults.js'

/** Faults in the hand of one who makes trouble with them, and takes away only that. */
export interface HeldFaults extends Faults {
  /** Takes back what was switched on through these faults, and nothing else: offline, the delay, what waits to be met. */
  lift(): void
}

/** The same faults, with a note of what is switched on through them. */
export function holdFaults(faults: Faults): HeldFaults {
  const held = { isOffline: false, delayMs: 0, failsNext: false, duplicatesNext: false }
  return {
    fetch: faults.fetch,
    drop: () => faults.drop(),
    subscribe: (listener) => faults.subscribe(listener),
    get state() {
      return faults.state
    },
    setOffline(isOffline) {
      faults.setOffline(isOffline)
      held.isOffline = isOffline
    },
    setDelay(delayMs) {
      faults.setDelay(delayMs)
      held.delayMs = delayMs
    },
    failNext(isWanted = true) {
      faults.failNext(isWanted)
      held.failsNext = isWanted
    },
    duplicateNext(isWanted = true) {
      faults.duplicateNext(isWanted)
      held.duplicatesNext = isWanted
    },
    lift() {
      const { state } = faults
      if (held.isOffline && state.isOffline) faults.setOffline(false)
      // A delay that somebody else has set since is theirs.
      if (held.delayMs > 0 && state.delayMs === held.delayMs) faults.setDelay(0)
      if (held.failsNext && state.failsNext) faults.failNext(false)
      if (held.duplicatesNext && state.duplicatesNext) faults.duplicateNext(false)
      Object.assign(held, { isOffline: false, delayMs: 0, failsNext: false, duplicatesNext: false })
    },
  }
}
