import type { Clock } from './clock.js'

/** The promise's value, or `undefined` when that takes longer than `ms`. Rejects as the promise does. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stopTimer = clock.after(ms, () => resolve(undefined))
    promise.then(resolve, reject).finally(stopTimer)
  })
}
