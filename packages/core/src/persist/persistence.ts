import type { SnapshotFrom } from 'xstate'
import { VideoError, type VideoErrorCode } from '../protocol.js'
import type { videoMachine } from '../video-machine.js'
import type { PersistedRuns, VideoPersistence } from '../video-persistence.js'
import type { VideoContext } from '../video-run.js'
import { type RunRecord, readRecord, toRecord, toRun } from './run-record.js'
import { type Release, takeLock } from './tab-lock.js'
import type { VideoStorage } from './video-storage.js'

export interface PersistenceOptions {
  /** Names the record. Pages of one origin with the same key show the same video, and never order two at once. */
  key: string
  /** Where it is kept. Default: `localStorage`. */
  storage?: VideoStorage
}

type VideoSnapshot = SnapshotFrom<typeof videoMachine>

/**
 * Keeps a client's run beyond the page: after a reload, a crash or in another tab it goes on. The record is written before
 * an order's first byte leaves, and removed when the run is stopped, reset or has failed for good; a finished video stays
 * until `reset`. A storage that fails is reported on the console, and the run goes on without it.
 *
 * Throws a `TypeError` for an empty key.
 */
export function persistence({ key, storage }: PersistenceOptions): VideoPersistence {
  if (!key)
    throw new TypeError(`persistence() needs a key, such as "trailer"; it got ${JSON.stringify(key)}.`)
  const name = `reelstate:${key}`
  const store = () => storage ?? globalThis.localStorage

  return (actor): PersistedRuns => {
    /** One after the other, in the order of what happened. */
    let writing = Promise.resolve()
    /** The key of the order that this page may write of before its job is known. */
    let claimed = ''
    /** The record as it is stored, as far as this page knows. */
    let written: string | null = null
    let letGo: Release = () => {}
    let isRestoring = false
    let channel: BroadcastChannel | undefined
    let pages = 0

    actor.subscribe((snapshot) => {
      const { job, idempotencyKey } = snapshot.context
      // Until an order is claimed, the record may be another page's.
      const isOurs = job || idempotencyKey === '' || idempotencyKey === claimed
      if (isOurs) write(isKept(snapshot) ? toRecord(snapshot.context) : null)
      if (job || !snapshot.matches({ active: 'creating' })) letGo()
    })

    function write(record: RunRecord | null): void {
      const text = record && JSON.stringify(record)
      if (text === written) return
      written = text
      writing = writing
        .then(() => (text === null ? store().removeItem(name) : store().setItem(name, text)))
        .then(() => channel?.postMessage(text === null ? 'removed' : 'written'))
        .catch(cannotKeep)
    }

    async function read(): Promise<RunRecord | undefined> {
      await writing
      const text = await store().getItem(name)
      if (text === null) return undefined
      try {
        const record = readRecord(text)
        written = text
        return record
      } catch (error) {
        warn('drops the run that was kept, because it cannot be read', error)
        await store().removeItem(name)
        return undefined
      }
    }

    /** What another page has under way, once nobody is ordering; none orders until this one lets go. */
    async function lookAround(signal: AbortSignal): Promise<RunRecord | undefined> {
      const taken = await takeLock(name, signal)
      letGo()
      letGo = taken
      return read()
    }

    const isStopped = () => !actor.getSnapshot().matches({ active: 'creating' })
    const isFree = () => actor.getSnapshot().context.runId === ''

    async function restore(): Promise<void> {
      // A page that is ordering is waited for: by then it knows its job, or is gone.
      const done = await takeLock(name)
      try {
        const record = isFree() ? await read() : undefined
        if (record && isFree() && pages > 0) actor.send({ type: 'RESUME', run: toRun(record) })
      } finally {
        done()
      }
    }

    function restoreSoon(): void {
      if (isRestoring) return
      isRestoring = true
      restore()
        .catch((error) => warn('cannot read the run that was kept', error))
        .finally(() => {
          isRestoring = false
        })
    }

    return {
      attach() {
        pages++
        channel ??= openChannel(name, restoreSoon)
        restoreSoon()
        return () => {
          if (--pages > 0) return
          channel?.close()
          channel = undefined
        }
      },
      async claim(run, signal) {
        const record = await lookAround(signal).catch(cannotKeep)
        if (isStopped()) {
          letGo()
          throw stopped()
        }
        if (record && isAnothers(record, run.idempotencyKey)) return adopt(record, run.runId)
        claimed = run.idempotencyKey
        write(toRecord(run as VideoContext))
        await writing
        if (!isStopped()) return undefined
        write(null)
        throw stopped()
      },
    }
  }
}

/** Whether a later page has something to go on with, or to show. */
function isKept(snapshot: VideoSnapshot): boolean {
  const { facts, job } = snapshot.context
  const { error, result } = facts
  if (snapshot.matches('idle') || snapshot.matches({ active: 'canceling' })) return false
  // A video that lives in the page can only be had again from its job.
  if (result) return job?.resume === true || /^https?:/.test(result.url)
  return !error || error.resumable || LEAVES_OPEN.includes(error.code)
}

/** Errors after which a job may exist that nobody was told of. */
const LEAVES_OPEN: VideoErrorCode[] = ['ambiguous_create', 'unavailable', 'internal']

/** Whether it is of another order, which is still under way. */
const isAnothers = ({ idempotencyKey, result, deadline }: RunRecord, key: string) =>
  idempotencyKey !== key && !result && deadline > Date.now()

/** Another page's run, under the id of the one that asked. */
function adopt(record: RunRecord, runId: string) {
  const run = toRun(record)
  return { ...run, runId, facts: { ...run.facts, runId } }
}

/** Where pages with the same record hear of each other. */
function openChannel(name: string, onWritten: () => void): BroadcastChannel | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }) => {
    if (data === 'written') onWritten()
  }
  return channel
}

const stopped = () => new VideoError('canceled', 'The video was stopped before it was ordered.')

function warn(what: string, error: unknown): void {
  console.warn(`Reelstate ${what}.`, error)
}

function cannotKeep(error: unknown): undefined {
  warn('cannot keep the run beyond this page', error)
}
