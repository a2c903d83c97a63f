import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createVideoClient, fetchServerSentEvents, type VideoClientOptions } from './index.js'
import { jobCreated, jobResult, jobStatus, runFinished, runStarted } from './protocol.js'
import { pause, startFastClock, until } from './support/fast-clock.js'
import { FaultProxy, type LinkFault } from './support/fault-proxy.js'
import { serveFetch } from './support/serve-fetch.js'
import { answer, eventStream, sse, startWireServer } from './support/wire-server.js'
import { createModelServer, type Fault } from './testing/model-server.js'

// Sockets are real; the clock runs fifty times as fast, so that the client's own limits are what is tested.

const created = jobCreated({ jobId: 'job-1', reference: 'ref-1', resume: true, cancel: true })
const at = (progress: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress })
const video = { jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' } as const
const finished = [jobResult(video), runFinished('r', 't')]

let clock: ReturnType<typeof startFastClock>

beforeEach(() => {
  clock = startFastClock(50)
})

afterEach(() => clock.stop())

/** A server whose job takes so long, in ms, behind a proxy: what goes wrong with each connection, then with each request. */
async function serveJob(workMs: number, links: LinkFault[] = [], faults: Fault[] = []) {
  const model = createModelServer({ workMs, faults })
  const server = await serveFetch(model.fetch)
  const proxy = await new FaultProxy(server.port, () => links.shift() ?? { kind: 'none' }).start()
  return {
    model,
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy.stop()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** A client that orders at once, with every phase and progress that its user sees. */
function order(url: string, options: Partial<VideoClientOptions> = {}) {
  const client = createVideoClient({
    connection: fetchServerSentEvents(url),
    ...options,
  } as VideoClientOptions)
  const phases: string[] = []
  const progress: number[] = []
  client.subscribe((state) => {
    if (phases.at(-1) !== state.phase) phases.push(state.phase)
    if (state.progress !== null && progress.at(-1) !== state.progress) progress.push(state.progress)
  })
  return { client, phases, progress, outcome: client.generate({ prompt: 'a dog' }) }
}

const CAME_BACK = ['creating', 'polling', 'reconnecting', 'polling', 'success']

describe('a stream that is lost goes on, with one job and its video, when', () => {
  it('the server is gone for three seconds', async () => {
    await using served = await serveJob(30_000)
    const { client, phases, outcome } = order(served.proxy.url)
    await until(() => (client.getState().progress ?? 0) > 0, 30_000)
    await served.proxy.stop()
    await pause(3_000)
    expect(client.getState().phase).toBe('reconnecting')
    await served.proxy.start()
    expect(await outcome).toMatchObject({ outcome: 'success' })
    expect(phases).toEqual(CAME_BACK)
    expect(served.model.jobs.size).toBe(1)
  })

  it('the way back answers 503 twice', async () => {
    const links: LinkFault[] = [{ kind: 'cut', way: 'down', bytes: 1_000, how: 'reset' }]
    const busy: Fault = { kind: 'status', status: 503, arrives: false }
    await using served = await serveJob(30_000, links, [{ kind: 'none' }, busy, busy])
    const { phases, outcome } = order(served.proxy.url)
    expect(await outcome).toMatchObject({ outcome: 'success' })
    expect(phases).toEqual(CAME_BACK)
    expect(served.model.requests).toHaveLength(4)
    expect(served.model.jobs.size).toBe(1)
  })

  it('its socket stays open and silent for three heartbeats', async () => {
    const links: LinkFault[] = [{ kind: 'cut', way: 'down', bytes: 2_000, how: 'stall' }]
    await using served = await serveJob(120_000, links)
    const { client, phases, outcome } = order(served.proxy.url)
    let heardAt = Date.now()
    client.subscribe(({ phase }) => {
      if (phase === 'polling') heardAt = Date.now()
    })
    await until(() => client.getState().phase === 'reconnecting', 120_000)
    expect(Date.now() - heardAt).toBeLessThan(60_000)
    // Whoever is silent is hung up on.
    await until(() => served.proxy.open.size === 0, 500)
    expect(served.proxy.open.size).toBe(0)
    expect(await outcome).toMatchObject({ outcome: 'success' })
    expect(phases).toEqual(CAME_BACK)
    expect(served.proxy.connections).toBe(2)
    expect(served.model.jobs.size).toBe(1)
  })

  it('the server ends it cleanly', async () => {
    const links: LinkFault[] = [{ kind: 'none' }]
    await using served = await serveJob(30_000, links, [{ kind: 'cut', bytes: 900, how: 'end' }])
    const { phases, outcome } = order(served.proxy.url)
    expect(await outcome).toMatchObject({ outcome: 'success' })
    expect(phases).toEqual(CAME_BACK)
    expect(served.model.jobs.size).toBe(1)
  })

  it('the way back has nothing to say twice (204)', async () => {
    const nothing = (response: ServerResponse) => response.writeHead(204).end()
    await using server = await startWireServer(
      eventStream(sse(runStarted('r', 't'), created, at(40))),
      nothing,
      nothing,
      eventStream(sse(at(60), ...finished)),
    )
    const { phases, outcome } = order(server.url)
    expect(await outcome).toEqual({ outcome: 'success', result: video })
    expect(phases).toEqual(CAME_BACK)
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET'])
  })

  it.each([
    ['request', 'up'],
    ['answer', 'down'],
  ] as const)('its first connection ends, early or late, in the %s', async (_name, way) => {
    const ends = Array.from({ length: 60 }, async (_, index) => {
      const bytes = index * 20
      const how = (['reset', 'end'] as const)[index % 2] ?? 'end'
      await using served = await serveJob(5_000, [{ kind: 'cut', way, bytes, how }])
      const { client, outcome } = order(served.proxy.url)
      let end = await outcome
      // Nobody knows whether the order arrived; trying again asks for the same one.
      if (end.outcome === 'error') {
        expect(end.error.code, `after ${bytes} bytes`).toBe('ambiguous_create')
        end = await client.retry()
      }
      expect(end.outcome, `after ${bytes} bytes`).toBe('success')
      expect(served.model.jobs.size, `after ${bytes} bytes`).toBe(1)
    })
    await Promise.all(ends)
  })
})

describe('a job is followed to its video, once, where', () => {
  // A lone CR ends its line only once it is known that no LF follows: by the heartbeat.
  const half = `${sse(runStarted('r', 't'), created, at(50))}: heartbeat\n\n`
  const rest = sse(at(75), ...finished)

  it.each<[string, (body: string) => string]>([
    ['lines end in CRLF', (body) => body.replaceAll('\n', '\r\n')],
    ['lines end in a lone CR', (body) => body.replaceAll('\n', '\r')],
    ['streams begin with a byte order mark', (body) => `\uFEFF${body}`],
  ])('%s', async (_name, write) => {
    await using server = await startWireServer(eventStream(write(half)), eventStream(write(rest)))
    const { phases, progress, outcome } = order(server.url)
    expect(await outcome).toEqual({ outcome: 'success', result: video })
    expect(phases).toEqual(CAME_BACK)
    expect(progress).toEqual([50, 75, 100])
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET'])
  })

  it('every byte comes alone', async () => {
    await using served = await serveJob(2_000, [{ kind: 'slow', bytes: 1, ms: 1 }])
    const { phases, outcome } = order(served.proxy.url)
    expect(await outcome).toMatchObject({ outcome: 'success' })
    expect(phases).toEqual(['creating', 'polling', 'success'])
    expect(served.model.jobs.size).toBe(1)
  })

  it('a frame is over the limit', async () => {
    await using server = await startWireServer(
      eventStream(`${half}data: ${'x'.repeat(200_000)}`),
      eventStream(rest),
    )
    const connection = fetchServerSentEvents(server.url, { maxFrameSize: 100_000 })
    const { phases, outcome } = order('', { connection })
    expect(await outcome).toEqual({ outcome: 'success', result: video })
    expect(phases).toEqual(CAME_BACK)
  })

  it('events come twice and out of order', async () => {
    const frame = (id: number, event: object) => `id: ${id}\n${sse(event)}`
    await using server = await startWireServer(
      eventStream(sse(created) + frame(3, at(30)) + frame(5, at(50)) + frame(4, at(40)) + frame(5, at(50))),
      eventStream(frame(2, at(20)) + frame(5, at(50)) + frame(6, at(60)) + sse(...finished)),
    )
    const { client, progress, outcome } = order(server.url)
    const reported: (number | undefined)[] = []
    client.subscribe(({ videoStatus }) => reported.push(videoStatus?.progress))
    expect(await outcome).toEqual({ outcome: 'success', result: video })
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(reported.filter((one) => one === 20 || one === 40)).toEqual([])
    expect(server.requests[1]?.url).toContain('after=5')
  })

  it.each([
    ['five minutes', 300_000],
    ['an hour, far past its deadline', 3_600_000],
  ])('a laptop sleeps for %s', async (_name, ms) => {
    await using served = await serveJob(60_000)
    const { client, phases, outcome } = order(served.proxy.url)
    await until(() => (client.getState().progress ?? 0) > 0, 30_000)
    // Timers stand still in the meantime, and every socket is dead.
    vi.setSystemTime(Date.now() + ms)
    await served.proxy.stop()
    await served.proxy.start()
    expect(await outcome).toMatchObject({ outcome: 'success' })
    expect(phases).toEqual(CAME_BACK)
    expect(served.model.jobs.size).toBe(1)
  })

  it('its token expires on the way', async () => {
    let tokens = 0
    const connection = (url: string) =>
      fetchServerSentEvents(url, () => ({ headers: { authorization: `token ${++tokens}` } }))
    await using server = await startWireServer(
      eventStream(half),
      answer('text/plain', 'who are you?', 401),
      eventStream(rest),
    )
    const { phases, outcome } = order('', { connection: connection(server.url) })
    expect(await outcome).toEqual({ outcome: 'success', result: video })
    expect(phases).toEqual(CAME_BACK)
    const given = server.requests.map(({ headers }) => headers.authorization)
    expect(given).toEqual(['token 1', 'token 2', 'token 3'])
  })
})

it('a job that is gone for good (410) is asked for no more', async () => {
  await using server = await startWireServer(
    eventStream(sse(runStarted('r', 't'), created, at(50))),
    answer('text/plain', 'gone', 410),
  )
  const { phases, outcome } = order(server.url)
  expect(await outcome).toMatchObject({
    outcome: 'error',
    error: { code: 'not_found', status: 410, resumable: false, jobId: 'job-1' },
  })
  expect(phases).toEqual(['creating', 'polling', 'reconnecting', 'error'])
  await pause(30_000)
  expect(server.requests).toHaveLength(2)
})
