import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createVideoClient, fetchServerSentEvents, type VideoClientOptions, VideoError } from '../index.js'
import { persistence, type VideoStorage } from '../persist.js'
import { jobCreated, jobResult, jobStatus, runError, runFinished } from '../protocol.js'
import { answer, eventStream, sse, startWireServer } from '../support/wire-server.js'
import { type ScriptedTransport, scriptedTransport } from '../testing/scripted-transport.js'

const full = jobCreated({ jobId: 'job-1', reference: 'ref-1', resume: true, cancel: true })
const half = jobStatus({ jobId: 'job-1', status: 'processing', progress: 50 })
const video = { jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' } as const
const finished = [jobResult(video), runFinished('r', 't')]
const input = { prompt: 'a dog' }
const NAME = 'reelstate:test'

/** A storage as a browser has it, or one that answers later, such as IndexedDB. */
class TestStorage implements VideoStorage {
  readonly items = new Map<string, string>()
  readonly log: string[] = []
  constructor(readonly isLate = false) {}
  getItem = (key: string) => this.answer(this.items.get(key) ?? null)
  setItem = (key: string, value: string) => {
    this.log.push('set')
    this.items.set(key, value)
    return this.answer(undefined)
  }
  removeItem = (key: string) => {
    this.log.push('remove')
    this.items.delete(key)
    return this.answer(undefined)
  }
  get record() {
    return JSON.parse(this.items.get(NAME) ?? 'null')
  }
  private answer<T>(value: T): T | Promise<T> {
    return this.isLate ? new Promise((resolve) => setTimeout(resolve, 5, value)) : value
  }
}

let storage: TestStorage

/** What a page does: a client of its own over what is stored. */
function openPage(options: Partial<VideoClientOptions> = {}) {
  const connection = scriptedTransport()
  const client = createVideoClient({
    connection,
    persist: persistence({ key: 'test', storage }),
    ...options,
  } as VideoClientOptions)
  return { connection, client, leave: client.attach() }
}

const requested = (connection: ScriptedTransport, count = 1) =>
  vi.waitFor(() => expect(connection.requests).toHaveLength(count))

beforeEach(() => {
  storage = new TestStorage()
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe.each([
  ['a storage that answers at once', false],
  ['a storage that answers later', true],
])('in %s', (_name, isLate) => {
  beforeEach(() => {
    storage = new TestStorage(isLate)
  })

  it('the order is written before its first byte leaves', async () => {
    const { client, connection } = openPage()
    client.generate(input)
    expect(connection.requests).toHaveLength(0)
    await requested(connection)
    expect(storage.record).toMatchObject({
      v: 1,
      idempotencyKey: connection.last.context.idempotencyKey,
      input,
    })
    expect(storage.record).not.toHaveProperty('job')
  })

  it('a reload goes on with the job, and orders nothing', async () => {
    const before = openPage()
    before.client.generate(input)
    await requested(before.connection)
    await before.connection.last.send(full, half)
    before.leave()
    await vi.waitFor(() => expect(storage.record.job).toMatchObject({ jobId: 'job-1', reference: 'ref-1' }))

    const after = openPage()
    await requested(after.connection)
    expect(after.connection.last).toMatchObject({ kind: 'resume', context: { reference: 'ref-1' } })
    expect(after.client.getState()).toMatchObject({ status: 'generating', input, jobId: 'job-1' })
    await after.connection.last.send(full, half, ...finished)
    expect(after.client.getState()).toMatchObject({ status: 'success', result: video })
    expect(before.connection.requests).toHaveLength(1)
  })

  it('a finished video is shown again until reset', async () => {
    const before = openPage()
    before.client.generate(input)
    await requested(before.connection)
    const expiresAt = new Date(Date.now() + 3_600_000)
    await before.connection.last.send(full, jobResult({ ...video, expiresAt }), runFinished('r', 't'))
    before.leave()
    await vi.waitFor(() => expect(storage.record.result).toBeDefined())

    const after = openPage()
    await vi.waitFor(() => expect(after.client.getState().status).toBe('success'))
    expect(after.client.getState()).toMatchObject({ input, jobId: 'job-1', progress: 100 })
    expect(after.client.getState().result).toEqual({ ...video, expiresAt })
    expect(after.connection.requests).toHaveLength(0)
    after.client.reset()
    await vi.waitFor(() => expect(storage.items.size).toBe(0))
  })

  it('a finished video whose URL has expired is asked for anew', async () => {
    const before = openPage()
    before.client.generate(input)
    await requested(before.connection)
    const expiresAt = new Date(Date.now() + 40)
    await before.connection.last.send(full, jobResult({ ...video, expiresAt }), runFinished('r', 't'))
    before.leave()
    await new Promise((resolve) => setTimeout(resolve, 60))

    const after = openPage()
    await requested(after.connection)
    expect(after.connection.last.kind).toBe('resume')
    await after.connection.last.send(full, ...finished)
    expect(after.client.getState().result).toEqual(video)
  })

  it.each([
    ['stop', (page: ReturnType<typeof openPage>) => page.client.stop()],
    ['reset', (page: ReturnType<typeof openPage>) => page.client.reset()],
  ])('%s leaves nothing to go on with', async (_how, end) => {
    const page = openPage()
    page.client.generate(input)
    await requested(page.connection)
    await page.connection.last.send(full, half)
    end(page)
    await vi.waitFor(() => expect(storage.items.size).toBe(0))
  })

  it('a verdict of the provider leaves nothing, a lost connection does', async () => {
    const page = openPage({ maxAttempts: 0 })
    page.client.generate(input)
    await requested(page.connection)
    await page.connection.last.send(full, half)
    await page.connection.last.fail(new VideoError('connection_lost', 'Cut.'))
    expect(page.client.getState().error).toMatchObject({ code: 'connection_lost', resumable: true })
    await vi.waitFor(() => expect(storage.record.job).toBeDefined())

    page.client.retry()
    await requested(page.connection, 2)
    await page.connection.last.send(full, runError(new VideoError('generation_failed', 'No.')))
    await vi.waitFor(() => expect(storage.items.size).toBe(0))
  })

  it.each(['/api/video?video=1', 'data:video/mp4;base64,AAAA'])(
    'the next click after a video at %.12s… is another video',
    async (url) => {
      const { client, connection } = openPage()
      const first = client.generate(input)
      await requested(connection)
      await connection.last.send(full, jobResult({ ...video, url }), runFinished('r', 't'))
      expect(await first).toMatchObject({ outcome: 'success' })
      client.generate({ prompt: 'a cat' })
      await requested(connection, 2)
      expect(connection.last).toMatchObject({ kind: 'create', context: { data: { prompt: 'a cat' } } })
    },
  )

  it('a stop that the provider has not answered goes on after a reload', async () => {
    const before = openPage()
    before.connection.cancelAnswer = new Promise(() => {})
    before.client.generate(input)
    await requested(before.connection)
    await before.connection.last.send(full, half)
    before.client.stop()
    await vi.waitFor(() => expect(storage.record.stopping).toBe(true))

    const after = openPage()
    await vi.waitFor(() => expect(after.connection.canceled).toEqual(['ref-1']))
    await vi.waitFor(() => expect(after.client.getState().canceled).toMatchObject({ outcome: 'canceled' }))
    await vi.waitFor(() => expect(storage.items.size).toBe(0))
  })

  it('a stop right after a reload reaches the provider', async () => {
    const before = openPage()
    before.client.generate(input)
    await requested(before.connection)
    await before.connection.last.send(full, half)
    await vi.waitFor(() => expect(storage.record.job).toBeDefined())

    const after = openPage()
    await requested(after.connection)
    after.client.stop()
    await vi.waitFor(() => expect(after.connection.canceled).toEqual(['ref-1']))
  })

  it('a stop before the order has left orders nothing', async () => {
    const { client, connection } = openPage()
    const outcome = client.generate(input)
    client.stop()
    expect(await outcome).toEqual({ outcome: 'canceled' })
    await vi.waitFor(() => expect(client.getState().phase).toBe('idle'))
    expect(connection.requests).toHaveLength(0)
    await vi.waitFor(() => expect(storage.items.size).toBe(0))
  })
})

describe('an order whose answer never came', () => {
  async function orderAndCrash(url: string) {
    const page = createVideoClient({
      connection: fetchServerSentEvents(url),
      persist: persistence({ key: 'test', storage }),
    })
    page.attach()
    page.generate(input)
    await vi.waitFor(() => expect(storage.record).not.toBeNull())
    return storage.record.idempotencyKey as string
  }

  const reopen = (url: string) => {
    const client = createVideoClient({
      connection: fetchServerSentEvents(url),
      persist: persistence({ key: 'test', storage }),
    })
    client.attach()
    return client
  }

  it('is looked up by its key after a reload', async () => {
    await using server = await startWireServer(() => {}, eventStream(sse(full, ...finished)))
    const key = await orderAndCrash(server.url)
    await vi.waitFor(() => expect(server.requests).toHaveLength(1))
    const client = reopen(server.url)
    await vi.waitFor(() => expect(client.getState().status).toBe('success'))
    expect(server.requests[1]).toMatchObject({ method: 'GET', url: `/api/video?key=${key}` })
  })

  it.each([404, 405])(
    'and that a server does not know (%i) is asked for again under its key',
    async (status) => {
      await using server = await startWireServer(
        () => {},
        answer('text/plain', 'no', status),
        eventStream(sse(full, ...finished)),
      )
      const key = await orderAndCrash(server.url)
      await vi.waitFor(() => expect(server.requests).toHaveLength(1))
      const client = reopen(server.url)
      await vi.waitFor(() =>
        expect(client.getState().error).toMatchObject({ code: 'ambiguous_create', resumable: false }),
      )
      expect(storage.record.idempotencyKey).toBe(key)
      expect(await client.retry()).toMatchObject({ outcome: 'success' })
      expect(server.requests[2]).toMatchObject({ method: 'POST', headers: { 'idempotency-key': key } })
    },
  )
})

describe('another page with the same key', () => {
  it('follows the job that is under way instead of ordering a second one', async () => {
    const first = openPage()
    first.client.generate(input)
    await requested(first.connection)
    await first.connection.last.send(full, half)
    await vi.waitFor(() => expect(storage.record.job).toBeDefined())

    const connection = scriptedTransport()
    const second = createVideoClient({ connection, persist: persistence({ key: 'test', storage }) })
    const outcome = second.generate({ prompt: 'a cat' })
    await requested(connection)
    expect(connection.last).toMatchObject({ kind: 'resume', context: { reference: 'ref-1' } })
    expect(second.getState().input).toEqual(input)
    await connection.last.send(full, half, ...finished)
    expect(await outcome).toEqual({ outcome: 'success', result: video })
  })

  it('hears of an order, and follows it', async () => {
    const first = openPage()
    const second = openPage()
    first.client.generate(input)
    await requested(first.connection)
    await first.connection.last.send(full, half)
    await requested(second.connection)
    expect(second.connection.last.kind).toBe('resume')
    first.leave()
    second.leave()
  })
})

describe('a page with an older video', () => {
  it.each([
    ['reset', (page: ReturnType<typeof openPage>) => page.client.reset()],
    ['a refreshed URL', (page: ReturnType<typeof openPage>) => page.client.refreshResult()],
  ])('leaves another page’s run alone at %s', async (_what, touch) => {
    const first = openPage()
    first.client.generate(input)
    await requested(first.connection)
    await first.connection.last.send(full, ...finished)
    first.leave()
    await vi.waitFor(() => expect(storage.record.done).toBe(true))
    const second = openPage()
    await vi.waitFor(() => expect(second.client.getState().status).toBe('success'))
    second.client.generate({ prompt: 'a cat' })
    await requested(second.connection)
    const { idempotencyKey } = storage.record

    touch(first)
    if (first.connection.requests.length > 1) {
      await first.connection.last.send(full, jobResult({ ...video, url: 'https://videos.example/2.mp4' }))
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(storage.record).toMatchObject({ idempotencyKey, input: { prompt: 'a cat' } })
  })
})

describe('a way to the server that cannot look anything up', () => {
  it('says after a reload that the video may be billed, and asks for it again under its key', async () => {
    const keys: string[] = []
    const openFetcher = () => {
      const client = createVideoClient({
        fetcher: (_input, { idempotencyKey }) => {
          keys.push(idempotencyKey)
          return keys.length > 1 ? video : new Promise<never>(() => {})
        },
        persist: persistence({ key: 'test', storage }),
      })
      client.attach()
      return client
    }
    void openFetcher().generate(input)
    await vi.waitFor(() => expect(keys).toHaveLength(1))
    const after = openFetcher()
    await vi.waitFor(() => expect(after.getState().error?.code).toBe('ambiguous_create'))
    expect(await after.retry()).toMatchObject({ outcome: 'success' })
    expect(new Set(keys).size).toBe(1)
  })
})

describe('a record that cannot be used', () => {
  it.each([
    ['is no JSON', '{'],
    ['is of another version', JSON.stringify({ v: 2 })],
    ['is somebody else’s', JSON.stringify(['hello'])],
    ['has no key', JSON.stringify({ v: 1, input, startedAt: Date.now(), deadline: Date.now() })],
    [
      'is older than its job',
      JSON.stringify({ v: 1, idempotencyKey: 'k', input, startedAt: 1_000_000_000_000, deadline: 1 }),
    ],
    [
      'leads to a script',
      JSON.stringify({
        v: 1,
        idempotencyKey: 'k',
        input,
        startedAt: Date.now(),
        deadline: Date.now(),
        result: { ...video, url: 'javascript:alert(1)' },
      }),
    ],
  ])('because it %s is dropped with a warning, and nothing is asked', async (_why, text) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    storage.items.set(NAME, text)
    const { client, connection } = openPage()
    await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce())
    await vi.waitFor(() => expect(storage.items.size).toBe(0))
    expect(client.getState().phase).toBe('idle')
    expect(connection.requests).toHaveLength(0)
  })
})

describe('a storage that fails', () => {
  it('is reported, and the video is made all the same', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    storage.setItem = () => {
      throw new DOMException('It is full.', 'QuotaExceededError')
    }
    const { client, connection } = openPage()
    const outcome = client.generate(input)
    await requested(connection)
    await connection.last.send(full, ...finished)
    expect(await outcome).toMatchObject({ outcome: 'success' })
    expect(warn).toHaveBeenCalled()
  })
})

describe('a client without a page', () => {
  it('asks a storage for nothing', () => {
    const read = vi.spyOn(storage, 'getItem')
    createVideoClient({
      connection: scriptedTransport(),
      persist: persistence({ key: 'test', storage }),
    })
    expect(read).not.toHaveBeenCalled()
  })

  it('needs a key', () => {
    expect(() => persistence({ key: '' })).toThrow('persistence() needs a key, such as "trailer"; it got "".')
  })
})
