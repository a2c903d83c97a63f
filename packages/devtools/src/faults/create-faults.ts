import { delayedBody, waitUntil } from './delayed-body.js'
import { EventDoubler } from './event-doubler.js'
import type { FaultState, Faults } from './faults.js'
import { pretendOffline } from './pretend-offline.js'

export interface FaultsOptions {
  /** What really fetches. Default: the global `fetch`. */
  fetch?: typeof globalThis.fetch
}

const LONGEST_DELAY = 60_000
/** What browsers throw when they cannot reach the server. */
const unreachable = () => new TypeError('Failed to fetch')

/** Trouble on the way to the server, made on purpose: for `<reelstate-devtools>`, and for tests. */
export function createFaults({
  fetch: send = (...args) => globalThis.fetch(...args),
}: FaultsOptions = {}): Faults {
  const listeners = new Set<() => void>()
  /** One for each request that is under way, and each answer that is being read. */
  const open = new Set<AbortController>()
  let state: FaultState = { isOffline: false, delayMs: 0, failsNext: false, duplicatesNext: false }

  const change = (fields: Partial<FaultState>) => {
    state = { ...state, ...fields }
    for (const listener of listeners) listener()
  }
  const breakOff = () => {
    for (const request of open) request.abort(unreachable())
  }
  const takeDuplicate = () => {
    const isWanted = state.duplicatesNext
    if (isWanted) change({ duplicatesNext: false })
    return isWanted
  }

  async function faultyFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const given = init.signal ?? (input instanceof Request ? input.signal : null)
    given?.throwIfAborted()
    if (state.isOffline) throw unreachable()
    if (state.failsNext) {
      change({ failsNext: false })
      return badGateway()
    }
    const request = new AbortController()
    const signal = given ? AbortSignal.any([given, request.signal]) : request.signal
    open.add(request)
    try {
      const response = await send(input, { ...init, signal })
      await waitUntil(Date.now() + state.delayMs, signal)
      signal.throwIfAborted()
      if (!response.body) open.delete(request)
      return withBody(response, signal, () => open.delete(request))
    } catch (error) {
      open.delete(request)
      throw error
    }
  }

  function withBody(response: Response, signal: AbortSignal, onEnd: () => void): Response {
    if (!response.body) return response
    const kind = streamKind(response)
    const doubler = kind && new EventDoubler(kind, takeDuplicate)
    const body = delayedBody(response.body, {
      delayMs: () => state.delayMs,
      change: (bytes) => doubler?.change(bytes) ?? bytes,
      signal,
      onEnd,
    })
    const { status, statusText, headers, url } = response
    // A response that was made has no address of its own.
    return Object.defineProperty(new Response(body as BodyInit, { status, statusText, headers }), 'url', {
      value: url,
    })
  }

  const faults: Faults = {
    fetch: faultyFetch,
    get state() {
      return state
    },
    drop: breakOff,
    setOffline(isOffline) {
      if (isOffline === state.isOffline) return
      change({ isOffline })
      if (isOffline) breakOff()
      pretendOffline(faults, isOffline)
    },
    setDelay(delayMs) {
      if (!(delayMs >= 0 && delayMs <= LONGEST_DELAY))
        throw new RangeError(`A delay is from 0 to 60,000 ms; it was ${String(delayMs)}.`)
      change({ delayMs })
    },
    failNext: (isWanted = true) => change({ failsNext: isWanted }),
    duplicateNext: (isWanted = true) => change({ duplicatesNext: isWanted }),
    subscribe(listener) {
      const entry = () => listener()
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
  }
  return faults
}

function streamKind({ headers }: Response): 'sse' | 'ndjson' | null {
  const type = headers.get('Content-Type') ?? ''
  if (type.includes('event-stream')) return 'sse'
  return type.includes('ndjson') ? 'ndjson' : null
}

const badGateway = () =>
  new Response('<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>', {
    status: 502,
    statusText: 'Bad Gateway',
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
  })
