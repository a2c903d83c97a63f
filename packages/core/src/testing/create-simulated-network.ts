import type { ConnectionAdapter } from '../transport.js'

/** The network between a client and its server, with switches for what can happen to it. */
export interface SimulatedNetwork {
  readonly isOnline: boolean
  /** Breaks what is under way, and every request until `goOnline`; the machine sees that it is offline. */
  goOffline(): void
  /** The machine hears of it, as a page hears the browser's `online` event. */
  goOnline(): void
  /** Breaks every request that is under way. The next one works. */
  drop(): void
  /** Nothing more comes through on what is open now, and nobody is told: a half-open connection. The next one works. */
  silence(): void
  /** Calls back when it goes away and when it is back, until the returned function is called. */
  subscribe(listener: () => void): () => void
  /** The same connection, over this network. */
  through(connection: ConnectionAdapter): ConnectionAdapter
}

interface Link {
  break(error: unknown): void
  isSilent: boolean
}

/** A network that works until it is told otherwise. */
export function createSimulatedNetwork(): SimulatedNetwork {
  let isOnline = true
  const links = new Set<Link>()
  const listeners = new Set<() => void>()
  const away = () => new TypeError('The network is away.')
  const breakAll = (error: TypeError) => {
    for (const link of links) link.break(error)
  }
  const go = (online: boolean) => {
    if (isOnline === online) return
    isOnline = online
    if (!online) breakAll(away())
    for (const listener of [...listeners]) listener()
  }

  /** A way to the server for one request: `broken` rejects when it breaks, or when nobody waits any more. */
  function openLink(signal: AbortSignal) {
    if (!isOnline) throw away()
    const ended = new AbortController()
    const broken = new Promise<never>((_resolve, reject) => {
      ended.signal.addEventListener('abort', () => reject(ended.signal.reason), { once: true })
    })
    broken.catch(() => {})
    const link: Link = { break: (error) => ended.abort(error), isSilent: false }
    const leave = () => link.break(signal.reason)
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave)
    links.add(link)
    const close = () => {
      links.delete(link)
      signal.removeEventListener('abort', leave)
    }
    return { link, broken, signal: ended.signal, close }
  }

  async function* stream<T>(open: (signal: AbortSignal) => AsyncIterable<T>, signal: AbortSignal) {
    const way = openLink(signal)
    const source = open(way.signal)[Symbol.asyncIterator]()
    try {
      for (;;) {
        // On a silent link nobody hears of the end either.
        const read = source.next().finally(() => way.link.isSilent && way.broken)
        const { done, value } = await Promise.race([read, way.broken])
        if (done) return
        yield value
      }
    } finally {
      way.close()
      way.link.break(undefined)
      // Not awaited: a source that cannot be closed must not hold up the run.
      source.return?.()?.catch(() => {})
    }
  }

  return {
    get isOnline() {
      return isOnline
    },
    goOffline: () => go(false),
    goOnline: () => go(true),
    drop: () => breakAll(new TypeError('The connection was dropped.')),
    silence() {
      for (const link of links) link.isSilent = true
    },
    subscribe(listener) {
      const entry = () => listener()
      listeners.add(entry)
      return () => listeners.delete(entry)
    },
    through: (connection) => ({
      connect: (messages, data, signal, context) =>
        stream((inner) => connection.connect(messages, data, inner, context), signal),
      ...(connection.resume && {
        resume: (job, signal, context) =>
          stream((inner) => connection.resume?.(job, inner, context) ?? nothing(), signal),
      }),
      ...(connection.cancel && {
        cancel: async (job, signal) => {
          const way = openLink(signal)
          try {
            const asked = Promise.resolve(connection.cancel?.(job, way.signal))
            // On a silent link the answer does not come through either.
            const heard = asked.finally(() => way.link.isSilent && way.broken)
            const answer = await Promise.race([heard, way.broken])
            return answer ?? 'unsupported'
          } finally {
            way.close()
          }
        },
      }),
    }),
  }
}

async function* nothing() {}
