import type { VideoError, VideoGenerateInput } from '../protocol.js'

/** A video's place in the life of its queue. `started` is kept before its order leaves, so that nobody orders it again. */
export type QueueItemStatus = 'waiting' | 'started' | 'canceling' | 'success' | 'error' | 'canceled'

/** What a queue itself knows of a video: data only. */
export interface QueueItem {
  readonly id: string
  /** The idempotency key of its order, the same on every page. */
  readonly key: string
  readonly input: VideoGenerateInput
  readonly status: QueueItemStatus
  /** Why it is in `error`. */
  readonly error?: VideoError
}

export interface QueueList {
  readonly isPaused: boolean
  readonly items: readonly QueueItem[]
}

/** What happens to a list; the same for the one on the page and the one that is kept. */
export type QueueChange =
  | { type: 'ADD'; items: readonly QueueItem[] }
  | { type: 'START'; id: string }
  | { type: 'CANCEL'; ids: readonly string[] }
  | { type: 'ENDED'; id: string; status: 'success' | 'error' | 'canceled'; error?: VideoError | undefined }
  /** The key is a new one where the old one's job can come to nothing more. */
  | { type: 'RETRY'; id: string; key: string }
  | { type: 'REMOVE'; ids: readonly string[] }
  | { type: 'PAUSE' }
  | { type: 'RESUME' }

export const EMPTY: QueueList = { isPaused: false, items: [] }

/** The list after a change. */
export const changeList = ({ isPaused, items }: QueueList, change: QueueChange): QueueList => ({
  isPaused: change.type === 'PAUSE' || (isPaused && change.type !== 'RESUME'),
  items: changeItems(items, change),
})

/** The items after a change. What does not fit where one is by now, because another page was quicker, changes nothing. */
export function changeItems(items: readonly QueueItem[], change: QueueChange): readonly QueueItem[] {
  switch (change.type) {
    case 'ADD': {
      const known = new Set(items.map(({ id }) => id))
      return [...items, ...change.items.filter(({ id }) => !known.has(id))]
    }
    case 'REMOVE':
      return items.filter((item) => isUnderWay(item) || !change.ids.includes(item.id))
    case 'PAUSE':
    case 'RESUME':
      return items
    default:
      return items.map((item) => changeItem(item, change))
  }
}

type ItemChange = Extract<QueueChange, { type: 'START' | 'CANCEL' | 'ENDED' | 'RETRY' }>

function changeItem(item: QueueItem, change: ItemChange): QueueItem {
  const { id, status } = item
  if ('ids' in change ? !change.ids.includes(id) : change.id !== id) return item
  switch (change.type) {
    case 'START':
      return status === 'waiting' ? { ...item, status: 'started' } : item
    case 'CANCEL':
      if (status === 'waiting') return { ...item, status: 'canceled' }
      return status === 'started' ? { ...item, status: 'canceling' } : item
    case 'RETRY':
      return status === 'error' ? { id, key: change.key, input: item.input, status: 'waiting' } : item
    case 'ENDED': {
      // Who canceled it has been told so, whatever came of it.
      if (status === 'canceling') return { ...item, status: 'canceled' }
      if (status !== 'started' && status !== 'success') return item
      return { ...item, status: change.status, ...(change.error && { error: change.error }) }
    }
  }
}

export const isWaiting = ({ status }: QueueItem) => status === 'waiting'

/** Whether somebody may still have to be paid or asked: it takes up a place. */
export const isUnderWay = ({ status }: QueueItem) => status === 'started' || status === 'canceling'

/** Whether its user waits for it. */
export const isUnfinished = (item: QueueItem) => isWaiting(item) || item.status === 'started'
