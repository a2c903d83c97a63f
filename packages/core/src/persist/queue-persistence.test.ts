import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { queuePersistence, type VideoStorage } from '../persist.js'
import { jobCreated, jobResult, jobStatus, runError, runFinished, VideoError } from '../protocol.js'
import { createVideoQueue, type VideoQueueOptions } from '../queue.js'
import { type ScriptedTransport, scriptedTransport } from '../testing/scripted-transport.js'

const NAME = 'reelstate:test'
const url = (n: number) => `https://videos.example/${n}.mp4`
const created = (n: number) =>
  jobCreated({ jobId: `job-${n}`, reference: `ref-${n}`, resume: true, cancel: true })
const half = (n: number) => jobStatus({ jobId: `job-${n}`, status: 'processing', progress: 50 })
const finished = (n: number) => [
  jobResult({ jobId: `job-${n}`, status: 'completed', url: url(n) }),
  runFinished('r', 't'),
]
const prompts = (count: number) => Array.from({ length: count }, (_, n) => ({ prompt: `dog ${n}` }))

class TestStorage implements VideoStorage {
  readonly items = new Map<string, string>()
  constructor(readonly isLate = false) {}
  getItem = (key: string) => this.answer(this.items.get(key) ?? null)
  setItem = (key: string, value: string) => this.answer(void this.items.set(key, value))
  removeItem = (key: string) => this.answer(void this.items.delete(key))
  get list() {
    return JSON.parse(this.items.get(NAME) ?? '{"items":[]}')
  }
  get statuses(): string[] {
    return this.list.items.map(({ status }: { status: string }) => status)
  }
  private answer<T>(value: T): T | Promise<T> {
    return this.isLate ? new Promise((resolve) => setTimeout(resolve, 5, value)) : value
  }
}

let storage: TestStorage
const pages: (() => void)[] = []

function openPage(options: Partial<VideoQueueOptions> = {}) {
  const connection = scriptedTransport()
  const queue = createVideoQueue({
    connection,
    concurrency: 1,
    persist: queuePersistence({ key: 'test', storage }),
    ...options,
  } as VideoQueueOptions)
  const leave = queue.attach()
  pages.push(leave)
  const statuses = () => queue.getState().items.map(({ status }) => status)
  return { connection, queue, leave, statuses }
}

const requested = (connection: ScriptedTransport, count: number) =>
  vi.waitFor(() => expect(connection.requests).toHaveLength(count))
const kept = (...statuses: string[]) => vi.waitFor(() => expect(storage.statuses).toEqual(statuses))

beforeEach(() => {
  storage = new TestStorage()
})
afterEach(() => {
  for (const leave of pages.splice(0)) leave()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Web Locks for pages of one process, which Node lacks. */
function lockPages() {
  const tails = new Map<string, Promise<unknown>>()
  const request = (name: string, { signal }: { signal?: AbortSignal }, hold: () => Promise<void>) => {
    const turn = (tails.get(name) ?? Promise.resolve()).then(() => {
      if (signal?.aborted) throw signal.reason
      return hold()
    })
    tails.set(
      name,
      turn.catch(() => {}),
    )
    return turn
  }
  vi.stubGlobal('navigator', { onLine: true, locks: { request } })
}

/** A page that has died while it ordered one video: the list says so, and no record of a run is left. */
async function leaveOneOrdered() {
  const { queue, connection, leave } = openPage()
  queue.add({ prompt: 'dog 0' })
  await requested(connection, 1)
  leave()
  queue.dispose()
  await later(20)
  for (const name of storage.items.keys()) if (name !== NAME) storage.items.delete(name)
}

describe.each([
  ['a storage that answers at once', false],
  ['a storage that answers later', true],
])('in %s', (_name, isLate) => {
  beforeEach(() => {
    storage = new TestStorage(isLate)
  })

  it('it is written that a video is started before its order leaves', async () => {
    const { queue, connection } = openPage()
    const connect = vi.spyOn(connection, 'connect').mockImplementation((...args) => {
      expect(storage.statuses).toEqual(['started', 'waiting'])
      return scriptedTransport().connect(...args)
    })
    queue.add(prompts(2))
    await vi.waitFor(() => expect(connect).toHaveBeenCalledOnce())
    expect(connect.mock.calls[0]?.[3]?.idempotencyKey).toBe(storage.list.items[0].key)
  })

  it('a reload goes on with what runs, lets wait what waits, and shows what has ended', async () => {
    const before = openPage()
    const added = before.queue.add(prompts(4))
    await requested(before.connection, 1)
    await before.connection.last.send(created(0), ...finished(0))
    await requested(before.connection, 2)
    await before.connection.last.send(created(1), runError(new VideoError('moderated', 'Not that.')))
    await requested(before.connection, 3)
    await before.connection.last.send(created(2), half(2))
    await kept('success', 'error', 'started', 'waiting')
    before.leave()

    const after = openPage()
    await requested(after.connection, 1)
    expect(after.connection.last).toMatchObject({ kind: 'resume', context: { reference: 'ref-2' } })
    await vi.waitFor(() => expect(after.queue.getState().items[0]?.video.result?.url).toBe(url(0)))
    expect(after.statuses()).toEqual(['success', 'error', 'generating', 'waiting'])
    const [, failed] = after.queue.getState().items
    expect(failed).toMatchObject({
      id: added[1]?.id,
      video: { status: 'error', error: { code: 'moderated' } },
    })
    await after.connection.last.send(created(2), ...finished(2))
    await requested(after.connection, 2)
    expect(after.connection.last).toMatchObject({ kind: 'create', context: { data: { prompt: 'dog 3' } } })
    await after.connection.last.send(created(3), ...finished(3))
    after.queue.retry(failed?.id ?? '')
    await requested(after.connection, 3)
    expect(after.connection.last).toMatchObject({ kind: 'create', context: { data: { prompt: 'dog 1' } } })
    const keys = [before, after].flatMap(({ connection }) =>
      connection.requests
        .filter(({ kind }) => kind === 'create')
        .map(({ context }) => context.idempotencyKey),
    )
    expect(new Set(keys).size).toBe(5)
  })

  it('what was removed is gone with its record', async () => {
    const { queue, connection } = openPage()
    queue.add({ prompt: 'a dog' })
    await requested(connection, 1)
    await connection.last.send(created(0), ...finished(0))
    await kept('success')
    queue.clear()
    await vi.waitFor(() => expect([...storage.items.keys()]).toEqual([NAME]))
    expect(storage.list).toEqual({ v: 1, isPaused: false, items: [] })
  })

  it('paused stays paused after a reload', async () => {
    const before = openPage()
    before.queue.pause()
    before.queue.add(prompts(2))
    await kept('waiting', 'waiting')
    before.leave()
    const after = openPage()
    await vi.waitFor(() => expect(after.queue.getState().items).toHaveLength(2))
    expect(after.queue.getState().status).toBe('paused')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(after.connection.requests).toEqual([])
    after.queue.resume()
    await requested(after.connection, 1)
  })

  it('a canceled video is never ordered, and its stop goes on after a reload', async () => {
    const before = openPage()
    before.connection.cancelAnswer = new Promise(() => {})
    const added = before.queue.add(prompts(2))
    await requested(before.connection, 1)
    await before.connection.last.send(created(0), half(0))
    before.queue.cancelAll()
    for (const { outcome } of added) expect(await outcome).toEqual({ outcome: 'canceled' })
    await kept('canceling', 'canceled')
    before.leave()
    const after = openPage()
    await vi.waitFor(() => expect(after.connection.canceled).toEqual(['ref-0']))
    await kept('canceled', 'canceled')
    expect(after.statuses()).toEqual(['canceled', 'canceled'])
    expect(after.connection.requests.filter(({ kind }) => kind === 'create')).toEqual([])
  })

  it('one whose order may have left is looked up by its key, and not ordered again', async () => {
    const before = openPage()
    before.queue.add(prompts(2))
    await requested(before.connection, 1)
    const { idempotencyKey } = before.connection.last.context
    before.leave()
    before.queue.dispose()
    // The page died between the two records, or right after the one of the run was removed.
    for (const name of storage.items.keys()) if (name !== NAME) storage.items.delete(name)
    const after = openPage()
    await requested(after.connection, 1)
    expect(after.connection.last).toMatchObject({ kind: 'resume', context: { idempotencyKey } })
    await after.connection.last.send(created(0), ...finished(0))
    await requested(after.connection, 2)
    expect(after.connection.last).toMatchObject({ kind: 'create', context: { data: { prompt: 'dog 1' } } })
  })
})

describe('what is done in a subscriber', () => {
  it('is kept after what led to it, so that a video it cancels is never ordered', async () => {
    const { queue, connection, statuses } = openPage()
    queue.add({ prompt: 'dog 0' })
    await requested(connection, 1)
    let isCanceled = false
    queue.subscribe(({ items: [, second] }) => {
      if (!second || isCanceled) return
      isCanceled = true
      queue.cancel(second.id)
    })
    queue.add({ prompt: 'dog 1' })
    expect(statuses()).toEqual(['generating', 'canceled'])
    await kept('started', 'canceled')
    await connection.last.send(created(0), ...finished(0))
    await kept('success', 'canceled')
    expect(statuses()).toEqual(['success', 'canceled'])
    expect(connection.requests).toHaveLength(1)
  })
})

describe('two pages', () => {
  it('both show the new order of a video that failed, and the second goes on with it when the first closes', async () => {
    lockPages()
    const first = openPage()
    const { id } = first.queue.add({ prompt: 'a dog' })
    await requested(first.connection, 1)
    const second = openPage()
    await first.connection.last.send(created(0))
    await requested(second.connection, 1)
    const failed = runError(new VideoError('moderated', 'Not that.'))
    await second.connection.last.send(created(0), failed)
    await first.connection.last.send(failed)
    await vi.waitFor(() => expect(second.statuses()).toEqual(['error']))

    first.queue.retry(id)
    await requested(first.connection, 2)
    await first.connection.last.send(created(1))
    await requested(second.connection, 2)
    expect(second.connection.last).toMatchObject({ kind: 'resume', context: { reference: 'ref-1' } })
    expect(second.queue.getState().items[0]?.video.error).toBeUndefined()

    first.leave()
    await later(50)
    expect(second.statuses()).toEqual(['generating'])
    await second.connection.last.send(created(1), ...finished(1))
    await kept('success')
    expect(second.queue.getState().items[0]?.video.result?.url).toBe(url(1))
    expect(second.connection.requests.filter(({ kind }) => kind === 'create')).toEqual([])
  })
})

describe('what is added while the list is read', () => {
  it.each(Array.from({ length: 12 }, (_, n) => n * 5))(
    'after %i ms takes no place of what was under way',
    async (ms) => {
      await leaveOneOrdered()
      for (const method of ['getItem', 'setItem'] as const) {
        const call = storage[method] as (...args: string[]) => unknown
        storage[method] = (async (...args: string[]) => {
          await later(20)
          return call(...args)
        }) as never
      }
      const { queue, connection, statuses } = openPage()
      await later(ms)
      queue.add({ prompt: 'dog 1' })
      await later(20)
      queue.add({ prompt: 'dog 2' })
      await vi.waitFor(() => expect(statuses()).toEqual(['generating', 'waiting', 'waiting']))
      await requested(connection, 1)
      expect(connection.last.kind).toBe('resume')
    },
  )
})

describe('where the list is kept late', () => {
  beforeEach(() => {
    const { setItem } = storage
    storage.setItem = async (key, value) => {
      if (key === NAME) await new Promise((resolve) => setTimeout(resolve, 30))
      return setItem(key, value)
    }
  })

  it('an order waits for it', async () => {
    const { queue, connection } = openPage()
    queue.add(prompts(2))
    await requested(connection, 1)
    expect(storage.statuses).toEqual(['started', 'waiting'])
  })

  it('a video that is canceled meanwhile is not ordered', async () => {
    const { queue, connection, statuses } = openPage()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const { id } = queue.add({ prompt: 'a dog' })
    await vi.waitFor(() => expect(statuses()).toEqual(['generating']))
    queue.cancel(id)
    await kept('canceled')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(connection.requests).toEqual([])
  })
})

describe('what cannot be read', () => {
  it.each([
    ['is no JSON', '{'],
    ['is of another version', JSON.stringify({ v: 2, items: [] })],
    ['is somebody else’s', JSON.stringify({ v: 1, items: 'dogs' })],
  ])('because it %s is dropped with a warning', async (_why, text) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    storage.items.set(NAME, text)
    const { queue, connection } = openPage()
    await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce())
    queue.add({ prompt: 'a dog' })
    await requested(connection, 1)
    expect(storage.list.items).toHaveLength(1)
  })

  it('costs a queue no more than that video', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const item = { id: 'a', key: 'k', input: { prompt: 'a dog' }, status: 'waiting' }
    storage.items.set(NAME, JSON.stringify({ v: 1, items: [{ ...item, status: 'odd' }, item, 7] }))
    const { statuses } = openPage()
    await vi.waitFor(() => expect(statuses()).toEqual(['generating']))
    expect(warn).toHaveBeenCalled()
  })
})

describe('a storage that fails', () => {
  it('at first gives back what was under way as soon as it can be read', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    await leaveOneOrdered()
    const { getItem } = storage
    storage.getItem = () => {
      throw new DOMException('It is locked.', 'UnknownError')
    }
    const { queue, connection, statuses } = openPage({ concurrency: 2 })
    await later(20)
    storage.getItem = getItem
    queue.add({ prompt: 'dog 1' })
    await requested(connection, 2)
    expect(connection.requests.map(({ kind }) => kind).toSorted()).toEqual(['create', 'resume'])
    await connection.requests.find(({ kind }) => kind === 'resume')?.send(created(0), ...finished(0))
    await vi.waitFor(() => expect(statuses()).toEqual(['success', 'generating']))
  })

  it('is reported, and every video is made once all the same', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { queue, connection, statuses } = openPage()
    const [first] = queue.add(prompts(2))
    await requested(connection, 1)
    const { setItem } = storage
    storage.setItem = () => {
      throw new DOMException('It is full.', 'QuotaExceededError')
    }
    await connection.last.send(created(0), ...finished(0))
    await requested(connection, 2)
    await connection.last.send(created(1), ...finished(1))
    expect(await first?.outcome).toMatchObject({ outcome: 'success' })
    await vi.waitFor(() => expect(statuses()).toEqual(['success', 'success']))
    storage.setItem = setItem
    queue.pause()
    await kept('success', 'success')
    expect(statuses()).toEqual(['success', 'success'])
    expect(connection.requests).toHaveLength(2)
    expect(warn).toHaveBeenCalled()
  })
})

it('needs a key', () => {
  expect(() => queuePersistence({ key: '' })).toThrow(
    'queuePersistence() needs a key, such as "shots"; it got "".',
  )
})
