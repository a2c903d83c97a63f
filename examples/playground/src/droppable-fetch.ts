/** How long the pretended network stays away, in ms. */
export const OUTAGE_MS = 3000

/**
 * A `fetch` with a switch: `drop` breaks off the answer that is being read and refuses new requests for a while, as a
 * lost network would. Requests that stop a job get through.
 */
export function createDroppableFetch() {
  let backAt = 0
  let cable = new AbortController()

  return {
    fetch: async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
      if (init.method === 'DELETE') return fetch(input, init)
      // What a browser throws when it cannot reach the server.
      if (Date.now() < backAt) throw new TypeError('Failed to fetch')
      const signals = [cable.signal, ...(init.signal ? [init.signal] : [])]
      return fetch(input, { ...init, signal: AbortSignal.any(signals) })
    },
    drop: (): void => {
      backAt = Date.now() + OUTAGE_MS
      cable.abort(new TypeError('The connection was dropped on purpose.'))
      cable = new AbortController()
    },
  }
}
