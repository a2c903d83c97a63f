import { callGuest } from '../call-guest.js'
import type { Clock } from './clock.js'
import type { JobStore } from './job-store.js'
import type { VideoJobRow } from './video-job.js'
import { within } from './within.js'

/** Announcements may be lost: this often every watched job is read again, in ms. */
const REREAD_EVERY = 7_500
/** How long a store may take to subscribe, and at the end to leave off, before nobody waits for it any more, in ms. */
const PATIENCE = 5_000
/** Jobs read at once. */
const BATCH = 500
const LISTENER_FAILED = 'A listener for changed jobs failed.'

type Listener = (job: VideoJobRow) => void

export interface JobHub {
  readonly watching: number
  watch(ids: readonly string[], listener: Listener, onClose?: () => void): () => void
  close(): Promise<void>
}

/** A job that somebody watches. All its watchers are given the same row object. */
interface Watched {
  job: VideoJobRow | undefined
  listeners: Set<Listener>
}

/** One subscription and one read for any number of watchers of a job. */
export function createJobHub(store: JobStore, clock: Clock, onTrouble: (error: unknown) => void): JobHub {
  const watched = new Map<string, Watched>()
  const closings = new Set<() => void>()
  let subscription: Promise<() => Promise<void>> | undefined
  /** A read behind the subscription misses nothing. Where that takes too long, all is read now and once more behind it. */
  let subscribed: Promise<void> | undefined
  let stale = new Set<string>()
  let reading: Promise<void> | undefined
  let stopRereading = () => {}
  let isClosed = false

  function subscribe(): void {
    if (subscription || isClosed) return
    subscription = store.subscribe(({ id, version }) => {
      const entry = watched.get(id)
      if (entry && version > (entry.job?.version ?? 0)) readLater(id)
    })
    subscription.then(readAllLater, (thrown) => {
      subscription = undefined
      onTrouble(thrown)
    })
    subscribed ??= patiently(subscription)
    rereadLater()
  }

  /** Resolves when this is settled, and after a while in any case. */
  async function patiently(promise: Promise<unknown>): Promise<void> {
    await within(clock, PATIENCE, promise).catch(() => {})
  }

  function rereadLater(): void {
    stopRereading()
    stopRereading = clock.after(REREAD_EVERY, () => {
      if (isClosed) return
      readAllLater()
      // A subscription that could not be had is tried again here.
      if (watched.size > 0) subscribe()
      rereadLater()
    })
  }

  function readAllLater(): void {
    for (const id of watched.keys()) readLater(id)
  }

  function readLater(id: string): void {
    stale.add(id)
    readSoon()
  }

  function readSoon(): void {
    reading ??= Promise.resolve(subscribed)
      .then(readStale)
      .catch(onTrouble)
      .finally(() => {
        reading = undefined
        // What became stale while the last batch was read.
        if (stale.size > 0 && !isClosed) readSoon()
      })
  }

  async function readStale(): Promise<void> {
    while (stale.size > 0 && !isClosed) {
      const ids = [...stale].filter((id) => watched.has(id))
      stale = new Set()
      for (let at = 0; at < ids.length; at += BATCH) {
        for (const job of await store.get(ids.slice(at, at + BATCH))) give(job)
      }
    }
  }

  function give(job: VideoJobRow): void {
    const entry = watched.get(job.id)
    if (!entry || job.version <= (entry.job?.version ?? 0)) return
    entry.job = job
    for (const listener of [...entry.listeners]) callGuest(LISTENER_FAILED, () => listener(job))
  }

  function watch(ids: readonly string[], listener: Listener, onClose = () => {}): () => void {
    if (isClosed) {
      callGuest(LISTENER_FAILED, onClose)
      return () => {}
    }
    // A function of its own: the same one may be given twice.
    const closing = () => void callGuest(LISTENER_FAILED, onClose)
    closings.add(closing)
    subscribe()
    for (const id of ids) {
      const entry = watched.get(id) ?? { job: undefined, listeners: new Set() }
      watched.set(id, entry)
      entry.listeners.add(listener)
      // What is known is told at once; a read behind the subscription tells what was missed.
      const { job } = entry
      if (job) callGuest(LISTENER_FAILED, () => listener(job))
      readLater(id)
    }
    return () => {
      closings.delete(closing)
      for (const id of ids) {
        const entry = watched.get(id)
        entry?.listeners.delete(listener)
        if (entry?.listeners.size === 0) watched.delete(id)
      }
    }
  }

  return {
    get watching() {
      return watched.size
    },
    watch,
    async close() {
      isClosed = true
      stopRereading()
      watched.clear()
      for (const closing of [...closings]) closing()
      const leaving = subscription?.then(
        (unsubscribe) => unsubscribe(),
        () => {},
      )
      await patiently(Promise.all([reading, leaving?.catch(onTrouble)]))
    },
  }
}
