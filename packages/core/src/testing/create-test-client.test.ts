import { expect, expectTypeOf, it, vi } from 'vitest'
import type { ConnectionAdapter, VideoGenerateResult } from '../index.js'
import {
  createSimulatedClock,
  createTestClient,
  type ScriptedTransport,
  scriptedTransport,
  type TestClient,
} from '../testing.js'

it('makes a video of half a minute at once, with nothing set', async () => {
  const video = createTestClient()
  const outcome = video.generate({ prompt: 'a dog' })
  await video.pass(15_000)
  expect(video.getState()).toMatchObject({ phase: 'polling', progress: 50, jobId: 'job-1' })
  await video.pass(15_000)
  expect(await outcome).toMatchObject({ outcome: 'success', result: { jobId: 'job-1' } })
  expect(video.transport.requests.map(({ kind }) => kind)).toEqual(['create'])
})

it('keeps the limits of the machine on its own time', async () => {
  const video = createTestClient({ connection: scriptedTransport(), maxDuration: 600_000 })
  void video.generate({ prompt: 'a dog' })
  expect(video.getState().startedAt).toBe(video.clock.now())
  await video.pass(599_999)
  expect(video.getState().phase).toBe('creating')
  await video.pass(1)
  expect(video.getState()).toMatchObject({ phase: 'error', error: { code: 'ambiguous_create' } })
})

it('waits half of its span before it comes back, every time', async () => {
  const transport = scriptedTransport([{ jobCreated: {} }, 'drop'])
  const video = createTestClient({ connection: transport })
  void video.generate({ prompt: 'a dog' })
  await video.pass(0)
  expect(video.getState().phase).toBe('reconnecting')
  await video.pass(499)
  expect(transport.requests).toHaveLength(1)
  await video.pass(1)
  expect(transport.requests).toHaveLength(2)
})

it('shows the simulated time to the machine, and to nobody else', async () => {
  const long = Date.UTC(2001, 0, 1)
  const seen: number[] = []
  const look = () => seen.push(Date.now() + Math.random())
  const transport = scriptedTransport([{ jobCreated: {} }, { status: 10 }, { result: {} }])
  const video = createTestClient({
    clock: createSimulatedClock({ now: long }),
    connection: {
      connect(...args) {
        look()
        return transport.connect(...args)
      },
    },
    inspect: look,
    onJobCreated: look,
    onStatusUpdate: look,
    onResult: () => void look(),
    onChunk: look,
  })
  video.subscribe(look)
  const { now } = Date
  const { random } = Math
  void video.generate({ prompt: 'a dog' })
  look()
  await video.pass(1_000)
  expect(video.getState()).toMatchObject({ phase: 'success', startedAt: long })
  expect(seen.length).toBeGreaterThan(20)
  expect(Math.min(...seen)).toBeGreaterThan(Date.UTC(2020, 0, 1))
  // Not one of them met the machine's dice.
  expect(seen.filter((time) => time % 1 === 0.5)).toEqual([])
  expect(Date.now).toBe(now)
  expect(Math.random).toBe(random)
})

it('puts an end that the server estimates where its own time is', async () => {
  const clock = createSimulatedClock({ now: Date.UTC(2001, 0, 1) })
  const connection = scriptedTransport([{ jobCreated: {} }, { status: { etaMs: 90_000 } }], { clock })
  const video = createTestClient({ clock, connection })
  void video.generate({ prompt: 'a dog' })
  await video.pass(0)
  // The estimate is read in real time, and a tick of it may pass on the way.
  expect(Math.abs((video.getState().estimatedEndAt ?? 0) - clock.now() - 90_000)).toBeLessThan(1_000)
})

it('loses its network and finds it again', async () => {
  const video = createTestClient()
  void video.generate({ prompt: 'a dog' })
  await video.pass(6_000)
  video.network.goOffline()
  await video.pass(60_000)
  expect(video.getState()).toMatchObject({ phase: 'reconnecting', progress: 10 })
  expect(video.transport.requests).toHaveLength(1)
  video.network.goOnline()
  await video.pass(20_000)
  expect(video.getState().phase).toBe('success')
  expect(video.transport.requests.map(({ kind }) => kind)).toEqual(['create', 'resume'])
})

it('meets a network that is away already, one that drops, and one that falls silent', async () => {
  const away = createTestClient()
  away.network.goOffline()
  void away.generate({ prompt: 'a dog' })
  await away.pass(0)
  expect(away.getState()).toMatchObject({ phase: 'error', error: { code: 'ambiguous_create' } })
  expect(away.transport.requests).toEqual([])

  const dropped = createTestClient()
  void dropped.generate({ prompt: 'a dog' })
  await dropped.pass(6_000)
  dropped.network.drop()
  await dropped.pass(0)
  expect(dropped.getState().phase).toBe('reconnecting')
  expect(dropped.transport.last.signal.aborted).toBe(true)

  const silent = createTestClient({ stallMs: 20_000 })
  void silent.generate({ prompt: 'a dog' })
  await silent.pass(6_000)
  silent.network.silence()
  await silent.pass(18_000)
  expect(silent.getState()).toMatchObject({ phase: 'polling', progress: 10 })
  await silent.pass(3_000)
  expect(silent.transport.requests).toHaveLength(2)
})

it('hears no answer to its cancellation on a link that fell silent', async () => {
  let answer = (_outcome: 'canceled') => {}
  const cancel = new Promise<'canceled'>((resolve) => {
    answer = resolve
  })
  const video = createTestClient({ connection: scriptedTransport([{ jobCreated: {} }], { cancel }) })
  void video.generate({ prompt: 'a dog' })
  await video.pass(0)
  video.stop()
  await video.pass(0)
  video.network.silence()
  answer('canceled')
  await video.pass(1_000)
  expect(video.getState().phase).toBe('canceling')
  await video.pass(15_000)
  expect(video.getState().canceled?.outcome).toBe('requested')
})

it('stops at the provider, over its network', async () => {
  const video = createTestClient()
  const outcome = video.generate({ prompt: 'a dog' })
  await video.pass(6_000)
  video.stop()
  await video.pass(0)
  expect(await outcome).toEqual({ outcome: 'canceled' })
  expect(video.getState().canceled).toMatchObject({ outcome: 'canceled' })
  expect(video.transport.canceled).toEqual(['job-1'])

  void video.generate({ prompt: 'a dog' })
  await video.pass(6_000)
  video.network.goOffline()
  video.stop()
  await video.pass(15_000)
  expect(video.getState()).toMatchObject({ phase: 'idle', canceled: { outcome: 'requested' } })
})

it('takes a fetcher, and what its callbacks make of the result', async () => {
  const video = createTestClient({
    fetcher: async ({ prompt }) => ({ jobId: prompt, url: '/dog.mp4' }),
    onResult: ({ url }) => ({ poster: `${url}.jpg` }),
  })
  void video.generate({ prompt: 'dog' })
  await video.pass(0)
  expect(video.getState().result?.poster).toBe('/dog.mp4.jpg')
  const connection = scriptedTransport()
  expect(() => createTestClient({ connection, fetcher: () => ({ jobId: '', url: '' }) })).toThrow(
    'it got both',
  )
})

it('stands beside fake timers of the test runner', async () => {
  vi.useFakeTimers()
  try {
    const video = createTestClient()
    void video.generate({ prompt: 'a dog' })
    await video.pass(30_000)
    expect(video.getState().phase).toBe('success')
  } finally {
    vi.useRealTimers()
  }
})

it('knows the type of its transport', () => {
  const fetcher = async () => ({ jobId: 'job-1', url: '/dog.mp4' })
  expectTypeOf(createTestClient()).toEqualTypeOf<TestClient<VideoGenerateResult, ScriptedTransport>>()
  expectTypeOf(createTestClient({ maxDuration: 1 }).transport).toEqualTypeOf<ScriptedTransport>()
  expectTypeOf(
    createTestClient({ connection: scriptedTransport() }).transport,
  ).toEqualTypeOf<ScriptedTransport>()
  // What a fetcher becomes has no script, and no requests.
  expectTypeOf(createTestClient({ fetcher }).transport).toEqualTypeOf<ConnectionAdapter>()
  expectTypeOf(
    createTestClient({ connection: { async *connect() {} } }).transport,
  ).toExtend<ConnectionAdapter>()
  const shown = createTestClient({ fetcher, onResult: ({ url }) => ({ poster: url }) })
  expectTypeOf(shown).toEqualTypeOf<TestClient<{ poster: string }, ConnectionAdapter>>()
  const scripted = createTestClient({ onResult: ({ url }) => ({ poster: url }) })
  expectTypeOf(scripted).toEqualTypeOf<TestClient<{ poster: string }, ScriptedTransport>>()
})

it('leaves the signal of a cancellation that was answered as it was', async () => {
  const transport = scriptedTransport([{ jobCreated: {} }])
  let given: AbortSignal | undefined
  const video = createTestClient({
    connection: {
      connect: transport.connect,
      cancel(job, signal) {
        given = signal
        return transport.cancel(job)
      },
    },
  })
  void video.generate({ prompt: 'a dog' })
  await video.pass(0)
  video.stop()
  await video.pass(0)
  expect(video.getState().canceled?.outcome).toBe('canceled')
  expect(given?.aborted).toBe(false)
})

it('waits for what its persist does in real time, and not for ever', async () => {
  const later = <T>(value?: T) => new Promise<T | undefined>((resolve) => setTimeout(resolve, 20, value))
  const video = createTestClient({ persist: () => ({ attach: () => () => {}, claim: () => later() }) })
  void video.generate({ prompt: 'a dog' })
  await video.pass(30_000)
  expect(video.getState().phase).toBe('success')

  vi.useFakeTimers()
  try {
    const waiting = createTestClient({
      persist: () => ({ attach: () => () => {}, claim: () => new Promise(() => {}) }),
    })
    void waiting.generate({ prompt: 'a dog' })
    await waiting.pass(30_000)
    await waiting.pass(570_000)
    expect(waiting.getState()).toMatchObject({ phase: 'error', error: { code: 'ambiguous_create' } })
    expect(waiting.transport.requests).toEqual([])
  } finally {
    vi.useRealTimers()
  }
})
