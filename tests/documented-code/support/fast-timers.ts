// The documented examples wait 3 and 5 s between polls. Where this is imported, such waits pass ten times as fast; those
// that are longer or shorter, such as watchdogs and clocks of frames, do not.

const { setTimeout: wait } = globalThis
const hurry = (ms: number) => (ms > 2000 && ms < 6000 ? ms / 10 : ms)
globalThis.setTimeout = Object.assign(
  (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => wait(run, hurry(ms), ...args),
  wait,
) as typeof globalThis.setTimeout
