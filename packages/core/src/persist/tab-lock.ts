/** Lets go of a lock; more than once is fine. */
export type Release = () => void

/**
 * Waits until no other page of this origin holds the lock. Where there is no Web Locks API (a page on plain http, or no
 * browser) nobody is waited for. Rejects when the signal aborts first.
 *
 * @see https://developer.mozilla.org/docs/Web/API/Web_Locks_API
 */
export function takeLock(name: string, signal?: AbortSignal): Promise<Release> {
  const locks = globalThis.navigator?.locks
  if (!locks) return Promise.resolve(() => {})
  return new Promise((resolve, reject) => {
    const hold = () => new Promise<void>((release) => resolve(release))
    locks.request(name, signal ? { signal } : {}, hold).catch(reject)
  })
}
