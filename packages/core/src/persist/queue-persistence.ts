import { changeList, EMPTY, type QueueChange, type QueueList } from '../queue/queue-list.js'
import type { PersistedVideo, QueuePersistence } from '../queue/queue-persistence.js'
import { keepRuns, type PersistenceOptions, stopped } from './persistence.js'
import { readQueue, writeQueue } from './queue-record.js'
import { openChannel } from './tab-channel.js'
import { takeLock } from './tab-lock.js'
import { warn } from './warn.js'

/**
 * Keeps a queue beyond the page: after a reload, a crash or in another tab what was under way goes on, what waited waits,
 * and what has ended is shown until it is removed. Pages with the same key share one queue, and one of them starts what
 * waits. A storage that fails is reported on the console, and the queue goes on without it.
 *
 * Throws a `TypeError` for an empty key.
 */
export function queuePersistence({ key, storage }: PersistenceOptions): QueuePersistence {
  if (!key)
    throw new TypeError(`queuePersistence() needs a key, such as "shots"; it got ${JSON.stringify(key)}.`)
  const name = `reelstate:${key}`
  const store = () => storage ?? globalThis.localStorage

  return (queue) => {
    /** What was changed here and is not kept yet. */
    let changes: QueueChange[] = []
    /** The list as it was last kept, as far as this page knows. */
    let known = EMPTY
    /** One after the other, in the order of what happened. */
    let syncing = Promise.resolve()
    let isSyncDue = false
    let channel: BroadcastChannel | undefined
    /** Orders that are about to leave. */
    const leaving = new Set<Promise<unknown>>()

    function syncSoon(): Promise<void> {
      if (isSyncDue) return syncing
      isSyncDue = true
      syncing = syncing.then(sync).catch((error) => warn('cannot keep the queue beyond this page', error))
      return syncing
    }

    /** Makes the changes to the list that is kept, whatever other pages have made of it, and shows it. */
    async function sync(): Promise<void> {
      isSyncDue = false
      const release = await takeLock(`${name}/list`)
      const own = changes
      changes = []
      try {
        const found = (await look()) ?? known
        known = own.reduce(changeList, found)
        if (own.length > 0) await write(found)
      } catch (error) {
        // They are made next time. Until then the page knows better than the storage.
        changes = [...own, ...changes]
        throw error
      } finally {
        release()
      }
      queue.listed(changes.reduce(changeList, known))
    }

    /** The list as it is stored now. One that cannot be read is dropped. */
    async function look(): Promise<QueueList | undefined> {
      const text = await store().getItem(name)
      if (text === null) return undefined
      try {
        return readQueue(text)
      } catch (error) {
        warn('drops the queue that was kept, because it cannot be read', error)
        await store().removeItem(name)
        return undefined
      }
    }

    async function write(before: QueueList): Promise<void> {
      await store().setItem(name, writeQueue(known))
      channel?.postMessage('written')
      const left = new Set(known.items.map(({ id }) => id))
      for (const { id } of before.items) if (!left.has(id)) await store().removeItem(`${name}/${id}`)
    }

    return {
      open() {
        const here = new AbortController()
        const opened = openChannel(name, syncSoon)
        channel = opened
        syncSoon()
        const turn = takeLock(`${name}/turn`, here.signal)
        const begin = async () => {
          // What the page before left behind is known before anything is started.
          await syncSoon()
          if (!here.signal.aborted) queue.takeTurn()
        }
        turn.then(begin, (error) => {
          if (here.signal.aborted) return
          warn('cannot tell whether another page runs the queue', error)
          return begin()
        })
        return () => {
          here.abort()
          if (channel === opened) channel = undefined
          // The next page finds everything in its place.
          void Promise.allSettled([syncing, ...leaving]).then(async () => {
            opened?.close()
            const release = await turn.catch(() => {})
            release?.()
          })
        }
      },
      keep(change) {
        changes.push(change)
        syncSoon()
      },
      video(id, actor): PersistedVideo {
        const runs = keepRuns({ key: `${key}/${id}`, storage })(actor)
        const claim = async (run: Parameters<typeof runs.claim>[0]) => {
          await syncing
          if (!actor.getSnapshot().matches({ active: 'creating' })) throw stopped()
          return runs.claim(run)
        }
        return {
          ...runs,
          claim(run) {
            const order = claim(run)
            const forget = () => leaving.delete(order)
            leaving.add(order)
            order.then(forget, forget)
            return order
          },
        }
      },
    }
  }
}
