// The machine asks `Date.now` and `Math.random`, and cannot be handed others. They are replaced while it takes one step,
// and put back before anybody else runs: everything here is synchronous.

interface Sources {
  now: () => number
  random: () => number
}

/** What was there before the outermost replacement. */
let real: Sources | undefined

function replace<T>(next: Sources, outer: Sources | undefined, run: () => T): T {
  const [now, random, before] = [Date.now, Math.random, real]
  Date.now = next.now
  Math.random = next.random
  real = outer
  try {
    return run()
  } finally {
    Date.now = now
    Math.random = random
    real = before
  }
}

/** Runs it with this time, and with a `Math.random` of 0.5. */
export function inMachineTime<T>(now: () => number, run: () => T): T {
  const outer = real ?? { now: Date.now, random: Math.random }
  // One time for the whole step. A clock may ask `Date` itself.
  const time = inRealTime(now)
  return replace({ now: () => time, random: () => 0.5 }, outer, run)
}

/** Runs it with the real ones: for whoever is called from within a step. */
export function inRealTime<T>(run: () => T): T {
  return real ? replace(real, undefined, run) : run()
}
