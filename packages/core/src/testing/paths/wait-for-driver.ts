import type { VideoStep } from './video-path.js'

// Taken when this file loads, so that fake timers that are installed later do not stop it.
const { setTimeout: later, clearTimeout: forget } = globalThis

/** Waits for what a driver returned, for so many ms of real time. Rejects with an error that says what to do. */
export async function waitForDriver(done: unknown, step: VideoStep, limit: number, name?: 'check') {
  if (typeof (Object(done) as { then?: unknown }).then !== 'function') return
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = later(() => reject(lateError(step, limit, name)), limit)
  })
  try {
    await Promise.race([done, late])
  } finally {
    forget(timer)
  }
}

function lateError({ name, actor }: VideoStep, limit: number, check?: 'check'): Error {
  const key = check ?? (/^\w+$/.test(name) ? name : `'${name}'`)
  const hint =
    actor === 'user' && !check
      ? ` A promise of a run waits for its end: return nothing, such as { ${key}: () => void video.generate(…) }.`
      : ''
  return new Error(
    `What { ${key} } returned for the step "${name}" did not settle within ${limit} ms.${hint} Let it settle, or give it longer: testWorld({ stepLimit: 60_000 }).`,
  )
}
