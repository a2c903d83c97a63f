import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fetchServerSentEvents, type VideoGenerateResult } from '../index.js'
import { jobCreated, jobResult, jobStatus, runError, runFinished, VideoError } from '../protocol.js'
import { createVideoQueue, type VideoQueueOptions } from '../queue.js'
import { eventStream, sse, startWireServer } from '../support/wire-server.js'
import { createModelServer } from '../testing/model-server.js'
import { scriptedTransport } from '../testing/scripted-transport.js'
import { makeAll } from './create-video-queue-example.js'

const video = (n: number) =>
  ({ jobId: `job-${n}`, status: 'completed', url: `https://videos.example/${n}.mp4` }) as const
const created = (n: number) =>
  jobCreated({ jobId: `job-${n}`, reference: `ref-${n}`, resume: true, cancel: true })
const progress = (n: number, percent: number) =>
  jobStatus({ jobId: `job-${n}`, status: 'processing', progress: percent })
const finished = (n: number) => [jobResult(video(n)), runFinished('r', 't')]
const prompts = (count: number) => Array.from({ length: count }, (_, n) => ({ prompt: `dog ${n}` }))

function open<T = void>(options: Partial<VideoQueueOptions<T>> = {}) {
  const connection = scriptedTransport()
  const queue = createVideoQueue<T>({ connection, ...options } as VideoQueueOptions<T>)
  const statuses = () => queue.getState().items.map(({ status }) => status)
  const asked = () => connection.requests.map(({ context }) => (context.data as { prompt: string }).prompt)
  return {
    connection,
    queue,
    statuses,
    asked,
    request: (n: number) => connection.requests[n] ?? connection.last,
  }
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a batch', () => {
  it('starts as many as it may, in order, and the next when one has ended', async () => {
    const { queue, statuses, asked, request } = open()
    expect(queue.getState()).toMatchObject({ status: 'idle', items: [], progress: null })
    const added = queue.add(prompts(4))
    expect(asked()).toEqual(['dog 0', 'dog 1'])
    expect(statuses()).toEqual(['generating', 'generating', 'waiting', 'waiting'])
    await request(1).send(created(1), ...finished(1))
    expect(statuses()).toEqual(['generating', 'success', 'generating', 'waiting'])
    expect(await added[1]?.outcome).toEqual({ outcome: 'success', result: video(1) })
    for (const n of [0, 2]) await request(n).send(created(n), ...finished(n))
    await request(3).send(created(3), ...finished(3))
    expect(asked()).toEqual(['dog 0', 'dog 1', 'dog 2', 'dog 3'])
    expect(queue.getState()).toMatchObject({ status: 'done', progress: 100, counts: { success: 4 } })
  })

  it('goes on after one that failed, and tries it again under a key of its own', async () => {
    const { queue, statuses, request, connection } = open({ concurrency: 1 })
    const [first] = queue.add(prompts(2))
    await request(0).send(created(0), runError(new VideoError('moderated', 'No.')))
    expect(await first?.outcome).toMatchObject({ outcome: 'error', error: { code: 'moderated' } })
    expect(statuses()).toEqual(['error', 'generating'])
    queue.retry(first?.id ?? '')
    expect(statuses()).toEqual(['waiting', 'generating'])
    await request(1).send(created(1), ...finished(1))
    expect(statuses()).toEqual(['generating', 'success'])
    expect(connection.last.context.data).toMatchObject({ prompt: 'dog 0' })
    const keys = connection.requests.map(({ context }) => context.idempotencyKey)
    expect(new Set(keys).size).toBe(3)
    await request(2).send(created(2), ...finished(2))
    expect(statuses()).toEqual(['success', 'success'])
  })

  it('tries one whose connection was lost again by following its job', async () => {
    const { queue, statuses, connection, request } = open({ maxAttempts: 0 })
    const { id } = queue.add({ prompt: 'a dog' })
    await request(0).send(created(0))
    await request(0).fail(new VideoError('connection_lost', 'Cut.'))
    expect(statuses()).toEqual(['error'])
    queue.retry(id)
    expect(connection.last).toMatchObject({ kind: 'resume', context: { reference: 'ref-0' } })
  })

  it('ends one with a prompt that is none, and makes the others', async () => {
    const { queue, statuses, asked } = open({ concurrency: 1 })
    const [bad] = queue.add([{ prompt: ' ' }, { prompt: 'a dog' }])
    expect(await bad?.outcome).toMatchObject({ error: { code: 'invalid_input' } })
    expect(statuses()).toEqual(['error', 'generating'])
    expect(asked()).toEqual(['a dog'])
  })
})

describe('progress', () => {
  it('counts what has ended and what the others report, and falls only for a new video', async () => {
    const { queue, request } = open()
    const seen: (number | null)[] = []
    queue.subscribe(({ progress }) => seen.push(progress))
    queue.add(prompts(4))
    await request(0).send(created(0), progress(0, 50))
    expect(queue.getState().progress).toBe(12)
    await request(0).send(...finished(0))
    await request(1).send(created(1), progress(1, 60))
    expect(queue.getState().progress).toBe(40)
    queue.clear()
    expect(queue.getState()).toMatchObject({ progress: 40, counts: { success: 0 } })
    queue.cancelAll()
    expect(queue.getState()).toMatchObject({ progress: 100, status: 'done' })
    expect(seen).toEqual(seen.toSorted((a, b) => Number(a) - Number(b)))
    queue.add({ prompt: 'one more' })
    expect(queue.getState().progress).toBe(80)
  })

  it('keeps every part of the state that shows the same', async () => {
    const { queue, request } = open()
    queue.add(prompts(3))
    await request(0).send(created(0), progress(0, 10))
    const before = queue.getState()
    const listener = vi.fn()
    queue.subscribe(listener)
    await request(0).send(progress(0, 10))
    expect(queue.getState()).toBe(before)
    expect(listener).not.toHaveBeenCalled()
    await request(0).send(progress(0, 20))
    const after = queue.getState()
    expect(after.items[0]).not.toBe(before.items[0])
    expect(after.items[1]).toBe(before.items[1])
    expect(after.counts).toBe(before.counts)
  })
})

describe('pause()', () => {
  it('starts nothing new until resume(), and lets go on what runs', async () => {
    const { queue, statuses, request } = open({ concurrency: 1 })
    queue.add(prompts(2))
    queue.pause()
    await request(0).send(created(0), ...finished(0))
    expect(statuses()).toEqual(['success', 'waiting'])
    expect(queue.getState().status).toBe('paused')
    queue.resume()
    expect(statuses()).toEqual(['success', 'generating'])
    expect(queue.getState().status).toBe('running')
  })
})

describe('cancel()', () => {
  it('stops one at the provider, and gives its place away once that has answered', async () => {
    const { queue, statuses, connection, request } = open({ concurrency: 1 })
    let answer: (outcome: 'canceled') => void = () => {}
    connection.cancelAnswer = new Promise((resolve) => {
      answer = resolve
    })
    const [first] = queue.add(prompts(2))
    await request(0).send(created(0))
    queue.cancel(first?.id ?? '')
    expect(await first?.outcome).toEqual({ outcome: 'canceled' })
    expect(statuses()).toEqual(['canceled', 'waiting'])
    queue.remove(first?.id ?? '')
    expect(statuses()).toHaveLength(2)
    answer('canceled')
    await vi.waitFor(() => expect(statuses()).toEqual(['canceled', 'generating']))
    expect(connection.canceled).toEqual(['ref-0'])
    expect(queue.getState().items[0]?.video.canceled).toMatchObject({ outcome: 'canceled' })
    queue.remove(first?.id ?? '')
    expect(statuses()).toEqual(['generating'])
    expect(queue.video(first?.id ?? '')).toBeUndefined()
  })

  it('of all orders nothing that waited', async () => {
    const { queue, statuses, request, asked } = open()
    const added = queue.add(prompts(5))
    for (const n of [0, 1]) await request(n).send(created(n))
    queue.cancelAll()
    for (const { outcome } of added) expect(await outcome).toEqual({ outcome: 'canceled' })
    await vi.waitFor(() => expect(queue.getState().items[1]?.video.canceled).not.toBeNull())
    expect(new Set(statuses())).toEqual(new Set(['canceled']))
    expect(asked()).toHaveLength(2)
  })
})

describe('callbacks', () => {
  it('are told which video they are about, and what onResult returns is its result', async () => {
    const told: unknown[] = []
    const { queue, request } = open({
      onResult: ({ url }: VideoGenerateResult, { input }) => `${input.prompt} at ${url}`,
      onJobCreated: (jobId, { id }) => told.push([jobId, id]),
      onProgress: (progress, message, { id }) => told.push([progress, message, id]),
    })
    const { id, outcome } = queue.add({ prompt: 'a dog' })
    await request(0).send(created(0), progress(0, 30), ...finished(0))
    expect(told.slice(0, 2)).toEqual([
      ['job-0', id],
      [30, undefined, id],
    ])
    expect(await outcome).toEqual({ outcome: 'success', result: 'a dog at https://videos.example/0.mp4' })
    expect(queue.getState().items[0]?.video.result).toBe('a dog at https://videos.example/0.mp4')
  })

  it('that throw decide nothing', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {})
    const fail = () => {
      throw new Error('A callback failed.')
    }
    const { queue, statuses, request } = open({ onJobCreated: fail, onProgress: fail, onResult: fail })
    queue.subscribe(fail)
    queue.add({ prompt: 'a dog' })
    await request(0).send(created(0), progress(0, 30), ...finished(0))
    expect(statuses()).toEqual(['success'])
    expect(report).toHaveBeenCalled()
  })
})

describe('a page', () => {
  it('that leaves starts nothing more, and goes on when it comes back', async () => {
    const { queue, statuses, connection, request } = open({ concurrency: 1 })
    const leave = queue.attach()
    const [first, second] = queue.add(prompts(2))
    await request(0).send(created(0))
    leave()
    expect(await first?.outcome).toEqual({ outcome: 'detached' })
    expect(await second?.outcome).toEqual({ outcome: 'detached' })
    expect(request(0).signal.aborted).toBe(true)
    queue.attach()
    expect(connection.last).toMatchObject({ kind: 'resume', context: { reference: 'ref-0' } })
    await connection.last.send(created(0), ...finished(0))
    expect(statuses()).toEqual(['success', 'generating'])
  })

  it('that comes back after a request has ended by itself starts the next then', async () => {
    const { queue, statuses, connection, request } = open({ concurrency: 1 })
    const leave = queue.attach()
    queue.add(prompts(2))
    await request(0).send(jobCreated({ jobId: 'job-0' }))
    leave()
    await request(0).send(...finished(0))
    expect(connection.requests).toHaveLength(1)
    queue.attach()
    expect(statuses()).toEqual(['success', 'generating'])
  })

  it('that has left orders nothing more, also where a place is free and the queue is resumed', async () => {
    const { queue, statuses, connection } = open()
    const leave = queue.attach()
    queue.pause()
    queue.add(prompts(2))
    leave()
    queue.resume()
    expect(statuses()).toEqual(['waiting', 'waiting'])
    expect(connection.requests).toEqual([])
    queue.attach()
    expect(connection.requests).toHaveLength(2)
  })

  it('that has left takes no place from what is added later', async () => {
    const { queue, statuses, connection, request } = open({ concurrency: 1 })
    const leave = queue.attach()
    queue.add({ prompt: 'dog 0' })
    await request(0).send(created(0))
    leave()
    const { outcome } = queue.add({ prompt: 'dog 1' })
    expect(connection.last).toMatchObject({ kind: 'resume', context: { reference: 'ref-0' } })
    await connection.last.send(created(0), ...finished(0))
    expect(statuses()).toEqual(['success', 'generating'])
    await connection.last.send(created(1), ...finished(1))
    expect(await outcome).toMatchObject({ outcome: 'success' })
  })

  it('gets nothing from a queue that was disposed', async () => {
    const { queue, connection } = open()
    queue.dispose()
    expect(await queue.add({ prompt: 'a dog' }).outcome).toEqual({ outcome: 'refused', reason: 'disposed' })
    expect(connection.requests).toEqual([])
    expect(queue.getState().items).toEqual([])
  })
})

describe('a concurrency', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3'])('of %j is refused', (concurrency) => {
    expect(() => open({ concurrency: concurrency as number })).toThrow(
      `createVideoQueue() needs a concurrency that is an integer from 1; it got ${concurrency}.`,
    )
  })
})

describe('over real HTTP', () => {
  it('makes every video of a batch', async () => {
    let n = 0
    await using server = await startWireServer((response) =>
      eventStream(sse(created(++n), ...finished(n)))(response),
    )
    const queue = createVideoQueue({ connection: fetchServerSentEvents(server.url), concurrency: 2 })
    const added = queue.add(prompts(5))
    for (const { outcome } of added) expect(await outcome).toMatchObject({ outcome: 'success' })
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(5)
    const sent = server.requests.map(({ body }) => JSON.parse(body).data.prompt)
    expect(sent.toSorted()).toEqual(prompts(5).map(({ prompt }) => prompt))
    queue.dispose()
  })

  it('works as the documentation shows it', async () => {
    const shown = readFileSync(new URL('./create-video-queue-example.ts', import.meta.url), 'utf8')
    const docs = readFileSync(new URL('../../../../docs/queue.md', import.meta.url), 'utf8')
    const asInApps = shown
      .replace('../index.js', '@reelstate/core')
      .replace('../queue.js', '@reelstate/core/queue')
    expect(docs).toContain(asInApps)
    await using server = await startWireServer(eventStream(sse(created(1), ...finished(1))))
    expect(await makeAll(['a dog', 'a cat'], server.url)).toEqual([video(1).url, video(1).url])
  })
})

describe('a hundred videos', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('are never more than three at once, at the provider too', async () => {
    const server = createModelServer({ workMs: 10_000 })
    const queue = createVideoQueue({
      connection: fetchServerSentEvents('http://model/video', { fetch: server.fetch }),
      concurrency: 3,
    })
    queue.add(prompts(100))
    let most = 0
    while (queue.getState().status === 'running') {
      await vi.advanceTimersByTimeAsync(500)
      const running = [...server.jobs.values()].filter(({ endsAt }) => endsAt > Date.now()).length
      most = Math.max(most, running, queue.getState().counts.generating)
    }
    expect(most).toBe(3)
    expect(server.jobs.size).toBe(100)
    expect(queue.getState()).toMatchObject({ status: 'done', progress: 100, counts: { success: 100 } })
    queue.dispose()
    expect(server.open).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})
