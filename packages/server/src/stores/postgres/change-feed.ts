import type { Client } from 'pg'
import { callGuest } from '../../call-guest.js'
import type { JobChange } from '../../jobs/job-store.js'
import { fromText } from './storable-text.js'
import { toStoreError } from './store-error.js'

type Listener = (change: JobChange) => void

/** Hears what every process announces, over one connection for all listeners. */
export interface ChangeFeed {
  /** Resolves once it listens. While a connection that was lost is being replaced, announcements are missed. */
  subscribe(listener: Listener): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** How often a silent connection is asked whether it is still there, in ms. */
const CHECK_EVERY = 20_000
/** How long it may take to answer. One that listens through a pooler may have no server behind it. */
const ANSWER_TIMEOUT = 5_000
const LONGEST_PAUSE = 10_000
const END_TIMEOUT = 1_000

/** Connects when the first listener comes, and from then on for as long as it is open. */
export function createChangeFeed(openClient: () => Client, channel: string): ChangeFeed {
  const listeners = new Set<{ listener: Listener }>()
  let client: Client | undefined
  let connecting: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let isClosed = false

  async function connect(): Promise<void> {
    const next = openClient()
    // The end of the connection follows.
    next.on('error', () => {})
    next.on('notification', ({ payload = '' }) => tell(payload))
    next.once('end', () => {
      if (client !== next) return
      client = undefined
      reconnectLater()
    })
    try {
      await next.connect()
      await ask(next, `listen ${channel}`)
    } catch (thrown) {
      void next.end().catch(() => {})
      throw toStoreError(thrown)
    }
    if (isClosed) return void next.end().catch(() => {})
    client = next
    failures = 0
    checkLater()
  }

  function reconnectLater(): void {
    if (isClosed) return
    const pause = Math.random() * Math.min(LONGEST_PAUSE, 250 * 2 ** failures++)
    later(pause, () => void connect().catch(reconnectLater))
  }

  /** A network that went away does not say so. */
  function checkLater(): void {
    later(CHECK_EVERY, () => {
      const asked = client
      if (!asked) return
      ask(asked, 'select 1').then(
        () => client === asked && checkLater(),
        () => void asked.end().catch(() => {}),
      )
    })
  }

  function ask(whom: Client, text: string): Promise<unknown> {
    return whom.query({ text, query_timeout: ANSWER_TIMEOUT } as { text: string })
  }

  function later(ms: number, callback: () => void): void {
    clearTimeout(timer)
    timer = setTimeout(callback, ms)
    timer.unref()
  }

  function tell(payload: string): void {
    const [, id, version] = /^(.*):(\d+)$/s.exec(payload) ?? []
    if (id === undefined) return
    const change = { id: fromText(id), version: Number(version) }
    for (const { listener } of [...listeners])
      callGuest('a listener of changes failed.', () => listener(change))
  }

  return {
    async subscribe(listener) {
      const entry = { listener }
      listeners.add(entry)
      connecting ??= connect().catch((thrown) => {
        connecting = undefined
        throw thrown
      })
      await connecting.catch((thrown) => {
        listeners.delete(entry)
        throw thrown
      })
      return async () => void listeners.delete(entry)
    },
    async close() {
      isClosed = true
      listeners.clear()
      const last = client
      client = undefined
      // The other side has to agree, and may be gone.
      await Promise.race([last?.end(), new Promise<void>((resolve) => later(END_TIMEOUT, resolve))])
      clearTimeout(timer)
    },
  }
}
