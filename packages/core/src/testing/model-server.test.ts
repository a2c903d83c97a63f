import { expect, it } from 'vitest'
import { fetchServerSentEvents } from '../index.js'
import {
  createFlowStage,
  createModelServer,
  createSimulatedClock,
  createTestClient,
  type Fault,
  type ModelServerOptions,
  type ModelServerSettings,
} from '../testing.js'

function open(options: ModelServerOptions = {}) {
  const clock = createSimulatedClock()
  const server = createModelServer({ clock, ...options })
  const connection = fetchServerSentEvents('https://model.test/video', { fetch: server.fetch })
  const video = createTestClient({ connection, clock })
  const methods = () => server.requests.map(({ method }) => method)
  return { server, video, methods }
}

it('works as long as it is told, with a queue before it and progress on the way', async () => {
  const { server, video } = open({ queueMs: 30_000, workMs: 60_000, videoUrl: '/videos/{job}.mp4' })
  void video.generate({ prompt: 'a dog' })
  await video.pass(1_000)
  expect(video.getState()).toMatchObject({ queuePosition: 6, progress: null })
  await video.pass(60_000)
  expect(video.getState()).toMatchObject({ queuePosition: null, progress: 50 })
  await video.pass(31_000)
  expect(video.getState()).toMatchObject({ phase: 'success', result: { url: '/videos/job-1.mp4' } })
  expect([server.jobs.size, server.open]).toEqual([1, 0])
})

it('makes one job of one key, whatever becomes of its answer', async () => {
  const { server, video, methods } = open({
    faults: [
      { kind: 'network', arrives: true },
      { kind: 'html', arrives: true },
    ],
  })
  void video.generate({ prompt: 'a dog' })
  for (const _try of [1, 2]) {
    await video.pass(1_000)
    expect(video.getState().error?.code).toBe('ambiguous_create')
    void video.retry()
  }
  await video.pass(30_000)
  expect(video.getState().phase).toBe('success')
  expect(methods()).toEqual(['POST', 'POST', 'POST'])
  expect(server.jobs.size).toBe(1)
})

it('refuses in its own words, and says when to come back', async () => {
  const { server, video } = open({
    faults: [
      {
        kind: 'status',
        status: 429,
        arrives: false,
        retryAfter: 20,
        error: { code: 'rate_limited', message: 'Slow down.' },
      },
    ],
  })
  void video.generate({ prompt: 'a dog' })
  await video.pass(100)
  const { error } = video.getState()
  expect(error).toMatchObject({ code: 'rate_limited', status: 429, retryAfterMs: 20_000 })
  expect(server.jobs.size).toBe(0)
})

it.each(['error', 'end', 'stall'] as const)('cuts an answer by %s, and the job goes on', async (how) => {
  const { server, video, methods } = open({ faults: [{ kind: 'cut', bytes: 700, how }], heartbeatMs: 5_000 })
  void video.generate({ prompt: 'a dog' })
  await video.pass(120_000)
  expect(video.getState().phase).toBe('success')
  expect(methods()).toEqual(['POST', 'GET'])
  expect(server.jobs.size).toBe(1)
})

it('a restart breaks every stream, and none of the jobs', async () => {
  const { server, video } = open()
  void video.generate({ prompt: 'a dog' })
  await video.pass(6_000)
  expect(server.open).toBe(1)
  server.drop()
  await video.pass(0)
  expect([server.open, video.getState().phase]).toEqual([0, 'reconnecting'])
  await video.pass(20_000)
  expect(video.getState().phase).toBe('success')
})

it('offers what it is told to offer: nothing is resumed or canceled otherwise', async () => {
  const { server, video, methods } = open({ offers: { resume: false, cancel: false } })
  void video.generate({ prompt: 'a dog' })
  await video.pass(6_000)
  server.drop()
  await video.pass(30_000)
  expect(video.getState()).toMatchObject({ phase: 'error', error: { code: 'connection_lost' } })
  expect(methods()).toEqual(['POST'])
})

it('gives another link to every one who asks, and repeats the end', async () => {
  const { video, methods } = open({ urlLastsMs: 120_000 })
  video.attach()
  void video.generate({ prompt: 'a dog' })
  await video.pass(21_000)
  const first = video.getState().result
  expect(first?.expiresAt?.getTime()).toBeLessThanOrEqual(video.clock.now() + 120_000)
  await video.pass(60_000)
  expect(methods()).toEqual(['POST', 'GET'])
  expect(video.getState().result?.url).not.toBe(first?.url)
})

it('a job that was canceled elsewhere is over; one that has ended cannot be', async () => {
  const { server, video } = open()
  expect(server.cancel()).toBe('unsupported')
  void video.generate({ prompt: 'a dog' })
  await video.pass(5_000)
  expect(server.cancel()).toBe('canceled')
  expect(server.cancel()).toBe('canceled')
  await video.pass(2_000)
  expect(video.getState()).toMatchObject({ phase: 'idle', canceled: { outcome: 'canceled' } })
  void video.generate({ prompt: 'a cat' })
  await video.pass(30_000)
  expect(server.cancel()).toBe('too_late')
})

it('knows nothing of a job that was never ordered', async () => {
  const { video } = open()
  void video.resume('job-9')
  await video.pass(1_000)
  expect(video.getState().error).toMatchObject({ code: 'not_found', message: 'No such job.' })
})

it.each(['error', 'end', 'stall'] as const)('cuts an answer before its first byte by %s', async (how) => {
  const { server, video } = open({ faults: [{ kind: 'cut', bytes: 0, how }], heartbeatMs: 0 })
  void video.generate({ prompt: 'a dog' })
  await video.pass(1_000)
  expect(server.open).toBe(how === 'stall' ? 1 : 0)
  expect(video.getState().phase).toBe(how === 'stall' ? 'creating' : 'error')
})

it('cuts the answer to a cancellation, and the job is canceled all the same', async () => {
  const { server, video, methods } = open({
    faults: [{ kind: 'none' }, { kind: 'cut', bytes: 3, how: 'error' }],
  })
  void video.generate({ prompt: 'a dog' })
  await video.pass(5_000)
  video.stop()
  await video.pass(20_000)
  expect(methods().slice(0, 2)).toEqual(['POST', 'DELETE'])
  const [job] = server.jobs.values()
  expect([job?.isCanceled, video.getState().canceled?.outcome]).toEqual([true, 'requested'])
})

/** A server without a client, as it answers one request after the other. */
function ask(options: ModelServerOptions = {}) {
  const clock = createSimulatedClock()
  const server = createModelServer({ clock, workMs: 10_000, ...options })
  const send = async (path: string, init: RequestInit = {}) => {
    const answer = server.fetch(path, init)
    await clock.pass(100)
    return answer
  }
  return { server, clock, send }
}

it('goes on after the event that a reader has, and has nothing for one who has the last', async () => {
  const { server, clock, send } = ask()
  const order = { method: 'post', headers: { 'Idempotency-Key': 'one' } }
  await send('/video', order)
  await clock.pass(20_000)
  const read = async (headers: Record<string, string>, path = '/video?ref=job-1') => {
    const answer = await send(path, { headers })
    const ids = [...(await answer.text()).matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
    return { status: answer.status, ids }
  }
  const whole = await read({})
  const last = Math.max(...whole.ids)
  expect(await read({ 'Last-Event-ID': `${last}` })).toEqual({ status: 204, ids: [] })
  expect(await read({ 'Last-Event-ID': `${last - 1}` })).toEqual({ status: 200, ids: [last] })
  // Whoever asks for what follows the end hears the end again.
  expect(await read({}, `/video?ref=job-1&after=${last}`)).toEqual({ status: 200, ids: [last] })

  const again = { ...order, headers: { ...order.headers, 'Last-Event-ID': `${last}` } }
  expect((await send('/video', again)).status).toBe(204)
  expect((await send('/video', { method: 'POST', headers: { 'Last-Event-ID': '3' } })).status).toBe(404)
  expect(server.jobs.size).toBe(1)
})

it('takes each order without a key as one of its own, and one that it slows down all the same', async () => {
  const { server, send } = ask({
    faults: [{ kind: 'none' }, { kind: 'none' }, { kind: 'status', status: 429, arrives: true }],
  })
  for (const expected of [200, 200, 429])
    expect((await send('/video', { method: 'POST' })).status).toBe(expected)
  expect(server.jobs.size).toBe(3)
  server.drop()
})

it('keeps what it was sent', async () => {
  const { server, video } = open()
  void video.generate({ prompt: 'a dog' })
  await video.pass(100)
  const [request] = server.requests
  expect(request?.headers['idempotency-key']).toBe([...server.jobs.keys()][0])
  expect(request?.body).toMatchObject({ data: { prompt: 'a dog' } })

  const { server: other, send } = ask()
  await send(new Request('https://model.test/video', { method: 'POST', body: '{"a":1}' }) as never)
  await send('/video')
  expect(other.requests.map(({ body }) => body)).toEqual([{ a: 1 }, null])
  other.drop()
})

it('takes the clock of the client that asks it first, where it has none', async () => {
  const server = createModelServer()
  const connection = fetchServerSentEvents('https://model.test/video', { fetch: server.fetch })
  const video = createTestClient({ connection })
  void video.generate({ prompt: 'a dog' })
  await video.pass(30_000)
  expect(video.getState().phase).toBe('success')
})

it.each<[string, ModelServerSettings]>([
  ['newsMs is a number from 1 up; it got number "0"', { newsMs: 0 }],
  ['chunkSize is a number from 1 up', { chunkSize: 0 }],
  ['workMs is a number from 0 up', { workMs: Number.NaN }],
  [
    'faults[1].kind is one of none, network,',
    { faults: [{ kind: 'none' }, { kind: 'nope' } as never as Fault] },
  ],
  ['faults[0].how is one of error, end, stall', { faults: [{ kind: 'cut', bytes: 1 } as Fault] }],
  ["endings[0] is 'video' or { code, message }", { endings: ['vidoe' as 'video'] }],
])('refuses a setting that no server can have: %s', (why, settings) => {
  expect(() => createModelServer(settings)).toThrow(why)
})

it.each(['reload', 'dispose'] as const)('who waits for a run hears of a %s that it was left', async (go) => {
  const stage = createFlowStage({ server: {}, client: {} })
  const { client } = stage
  const outcome = client.generate({ prompt: 'a dog' })
  await stage.clock.pass(5_000)
  await stage[go]()
  expect(await outcome).toEqual({ outcome: 'detached' })
  client.stop()
  await stage.clock.pass(1_000)
  expect(stage.server.requests.map(({ method }) => method)).not.toContain('DELETE')
  stage.dispose()
})

it.each(['an order', 'a job that is followed'])('refuses %s on another clock than its own', async (what) => {
  const server = createModelServer()
  const open = () =>
    createTestClient({
      connection: fetchServerSentEvents('https://model.test/video', { fetch: server.fetch }),
    })
  const [one, two] = [open(), open()]
  void one.generate({ prompt: 'a dog' })
  await one.pass(5_000)
  void (what === 'an order' ? two.generate({ prompt: 'a cat' }) : two.resume('job-1'))
  await two.pass(0)
  expect(two.getState().error).toMatchObject({
    code: 'invalid_options',
    message: expect.stringContaining(
      'This model server runs on another clock than the test client that asks it. Give both the same: createModelServer({ clock }) and createTestClient({ connection, clock }).',
    ),
  })
  await one.pass(20_000)
  expect(one.getState().phase).toBe('success')
})

it.each([204, 205, 304])('answers %i, which has no body', async (status) => {
  const fault = { kind: 'status', status, arrives: false } as const
  const server = createModelServer({ latencyMs: 0, faults: [fault] })
  const response = await server.fetch('/video', { method: 'POST' })
  expect([response.status, await response.text()]).toEqual([status, ''])
})

it('sends its page of HTML as HTML', async () => {
  const fault = { kind: 'status', status: 502, arrives: false, retryAfter: 3 } as const
  const server = createModelServer({ latencyMs: 0, faults: [fault] })
  const { headers } = await server.fetch('/video', { method: 'POST' })
  expect([headers.get('content-type'), headers.get('retry-after')]).toEqual(['text/html', '3'])
})
