import type { SnapshotFrom } from 'xstate'
import { VideoError, type VideoErrorCode } from '../protocol.js'
import type { videoMachine } from '../video-machine.js'
import type { PersistedRuns, VideoPersistence } from '../video-persistence.js'
import type { VideoContext } from '../video-run.js'
import { isUnderWay, outlivesPage, type RunRecord, readRecord, toRecord, toRun } from './run-record.js'
import { openChannel } from './tab-channel.js'
import { type Release, takeLock } from './tab-lock.js'
import type { VideoStorage } from './video-storage.js'
import { warn } from './warn.js'

export interface PersistenceOptions {
  /** Names the record. Pages of one origin with the same key show the same video, and never order two at once. */
  key: string
  /** Where it is kept. Default: `localStorage`. */
  storage?: VideoStorage
}

export interface KeptRuns extends PersistedRuns {
  /** Settles once it is known whether there is a run to go on with, and it goes on. */
  restored(): Promise<void>
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
  return keepRuns({ key, storage })
}

/** The same for one video of many, whose queue has to know what became of the record. */
export function keepRuns({ key, storage }: { key: string; storage: VideoStorage | undefined }) {
  const name = `reelstate:${key}`
  const store = () => storage ?? globalThis.localStorage

  return (actor: Parameters<VideoPersistence>[0]): KeptRuns => {
    /** One after the other, in the order of what happened. */
    let writing = Promise.resolve()
    /** Keys of runs that this page ordered or took up: only their records are its to change. */
    const own = new Set<string>()
    /** The record as it is stored, as far as this page knows; undefined where that is unknown. */
    let written: string | null | undefined = null
    let letGo: Release = () => {}
    let stopWaiting = () => {}
    let restoring: Promise<void> | undefined
    let channel: BroadcastChannel | undefined
    let pages = 0

    actor.subscribe((snapshot) => {
      const { job, idempotencyKey } = snapshot.context
      // Until an order is claimed, the record may be another page's.
      if (job || idempotencyKey === '' || own.has(idempotencyKey)) write(recordOf(snapshot))
      if (snapshot.matches({ active: 'creating' })) return
      stopWaiting()
      const release = letGo
      void writing.then(release)
    })

    function write(record: RunRecord | null): void {
      const text = record && JSON.stringify(record)
      if (text === written) return
      if (record) own.add(record.idempotencyKey)
      written = text
      writing = writing
        .then(async () => {
          // What another page has under way is not this one's to touch.
          if (isAnothers((await look()) ?? null)) return
          await (text === null ? store().removeItem(name) : store().setItem(name, text))
          channel?.postMessage(text === null ? 'removed' : 'written')
        })
        .catch((error) => {
          written = undefined
          cannotKeep(error)
        })
    }

    /** The record as it is stored now. One that cannot be read is dropped. */
    async function look(): Promise<RunRecord | undefined> {
      const text = await store().getItem(name)
      if (text === null) return undefined
      try {
        return readRecord(text)
      } catch (error) {
        warn('drops the run that was kept, because it cannot be read', error)
        await store().removeItem(name)
        return undefined
      }
    }

    const isAnothers = (record: RunRecord | null) =>
      record !== null && isUnderWay(record) && !own.has(record.idempotencyKey)
    const isFree = () => actor.getSnapshot().context.runId === ''

    async function restore(): Promise<void> {
      // A page that is ordering is waited for: by then it knows its job, or is gone.
      const done = await takeLock(name)
      try {
        await writing
        const record = isFree() ? await look() : undefined
        if (!record || !isFree() || pages === 0) return
        own.add(record.idempotencyKey)
        written = JSON.stringify(record)
        actor.send({ type: 'RESUME', run: toRun(record) })
        // The stop goes on as well.
        if (record.stopping) actor.send({ type: 'CANCEL' })
      } finally {
        done()
      }
    }

    function restoreSoon(): void {
      restoring ??= restore()
        .catch((error) => warn('cannot read the run that was kept', error))
        .finally(() => {
          restoring = undefined
        })
    }

    /** What another page has under way, once nobody is ordering; none orders until this one lets go. */
    async function lookAround(signal: AbortSignal): Promise<RunRecord | null> {
      const taken = await takeLock(name, signal)
      letGo()
      letGo = taken
      await writing
      return (await look()) ?? null
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
      restored: async () => restoring,
      async claim(run) {
        const { idempotencyKey, runId } = run
        const waiting = new AbortController()
        stopWaiting = () => waiting.abort()
        const record = await lookAround(waiting.signal).catch((error) => {
          if (!waiting.signal.aborted) cannotKeep(error)
          return null
        })
        if (waiting.signal.aborted) {
          letGo()
          throw stopped()
        }
        if (record && isAnothers(record)) {
          own.add(record.idempotencyKey)
          return adopt(record, runId)
        }
        own.add(idempotencyKey)
        write(toRecord(run as VideoContext))
        await writing
        if (!waiting.signal.aborted) return undefined
        write(null)
        throw stopped()
      },
    }
  }
}

/** What a later page has to go on with, or to show; null for nothing. */
function recordOf(snapshot: VideoSnapshot): RunRecord | null {
  const { context } = snapshot
  const { facts, job } = context
  const { error, result } = facts
  const isStopping = snapshot.matches({ active: 'canceling' })
  // Where the server does not offer to follow a job, nobody can go on with it.
  const canBeFollowed = job === null || job.resume
  const isKept = result
    ? canBeFollowed || outlivesPage(result)
    : canBeFollowed && (!error || error.resumable || LEAVES_OPEN.includes(error.code))
  return snapshot.matches('idle') || !isKept ? null : toRecord(context, isStopping)
}

/** Errors after which a job may exist that nobody was told of. */
const LEAVES_OPEN: VideoErrorCode[] = ['ambiguous_create', 'unavailable', 'internal']

/** Another page's run, under the id of the one that asked. */
function adopt(record: RunRecord, runId: string) {
  const run = toRun(record)
  return { ...run, runId, facts: { ...run.facts, runId } }
}

export const stopped = () => new VideoError('canceled', 'The video was stopped before it was ordered.')

function cannotKeep(error: unknown): void {
  warn('cannot keep the run beyond this page', error)
}
