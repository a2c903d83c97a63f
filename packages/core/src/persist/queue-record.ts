import { readError, type VideoErrorCode, type VideoGenerateInput } from '../protocol.js'
import type { QueueItem, QueueItemStatus, QueueList } from '../queue/queue-list.js'
import { asObject, asText } from './read-fields.js'
import { warn } from './warn.js'

/** What is kept of a queue: which videos, and where each is. Their runs have records of their own. */
interface QueueRecord {
  v: 1
  isPaused: boolean
  items: ItemRecord[]
}

interface ItemRecord {
  id: string
  key: string
  input: VideoGenerateInput
  status: QueueItemStatus
  error?: { code: VideoErrorCode; message: string }
}

const STATUSES: readonly unknown[] = [
  'waiting',
  'started',
  'canceling',
  'success',
  'error',
  'canceled',
] satisfies QueueItemStatus[]

export function writeQueue({ isPaused, items }: QueueList): string {
  const record: QueueRecord = {
    v: 1,
    isPaused,
    items: items.map(({ error, ...item }) =>
      error ? { ...item, error: { code: error.code, message: error.message } } : item,
    ),
  }
  return JSON.stringify(record)
}

/** Throws an `Error` that says what is wrong with a text that is no list of ours; an item that is none is left out. */
export function readQueue(text: string): QueueList {
  const { v, isPaused, items } = asObject('record', JSON.parse(text))
  if (v !== 1) throw new Error(`Its version is ${JSON.stringify(v)}, not 1.`)
  if (!Array.isArray(items)) throw new Error('It has no items.')
  return { isPaused: isPaused === true, items: items.flatMap(readItem) }
}

function readItem(value: unknown): QueueItem | [] {
  try {
    const { id, key, input, status, error } = asObject('item', value)
    if (!STATUSES.includes(status)) throw new Error(`Its status is ${JSON.stringify(status)}.`)
    return {
      id: asText('id', id, 255),
      key: asText('key', key, 255),
      input: asObject('input', input) as unknown as VideoGenerateInput,
      status: status as QueueItemStatus,
      ...(status === 'error' && {
        error: readError(error, 'generation_failed', 'It failed on an earlier page.'),
      }),
    }
  } catch (error) {
    warn('drops a video of the queue that was kept, because it cannot be read', error)
    return []
  }
}
