import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  createVideoClient,
  fetchHttpStream,
  fetchServerSentEvents,
  type VideoClientOptions,
  VideoError,
} from './index.js'
import { jobCreated, jobResult, jobStatus, runFinished, runStarted } from './protocol.js'
import { answer, eventStream, sse, startWireServer } from './support/wire-server.js'
import { scriptedTransport } from './testing/scripted-transport.js'
import { createModelServer, createSimulatedClock, createTestClient } from './testing.js'

const full = jobCreated({ jobId: 'job-1', reference: 'ref-1', resume: true, cancel: true })
const half = jobStatus({ jobId: 'job-1', status: 'processing', progress: 50 })
const video = { jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' } as const
const finished = [jobResult(video), runFinished('r', 't')]
const happy = [runStarted('r', 't'), full, ...finished]
const input = { prompt: 'a dog' }

const scripted = (options: Partial<VideoClientOptions> = {}) => {
  const connection = scriptedTransport()
  return { connection, client: createVideoClient({ connection, ...options } as VideoClientOptions) }
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('trying again', () => {
  it.each([
    [503, 'unavailable'],
    [429, 'rate_limited'],
    [500, 'internal'],
    [401, 'unauthorized'],
  ])('after %i %s asks for the same video, under its key', async (status, code) => {
    const refusal = JSON.stringify({ error: { code, message: 'Not now.' } })
    await using server = await startWireServer(
      answer('application/json', refusal, status),
      eventStream(sse(...happy)),
    )
    const client = createVideoClient({ connection: fetchServerSentEvents(server.url) })
    expect(await client.generate(input)).toMatchObject({ error: { code } })
    expect(await client.retry()).toMatchObject({ outcome: 'success' })
    const [first, second] = server.requests.map(({ headers }) => headers['idempotency-key'])
    expect(second).toBe(first)
  })

  it.each(['moderated', 'generation_failed', 'invalid_input'] as const)(
    'after the verdict %s asks for another one',
    async (code) => {
      const { client, connection } = scripted()
      const outcome = client.generate(input)
      await connection.last.fail(new VideoError(code, 'No.'))
      expect(await outcome).toMatchObject({ outcome: 'error' })
      client.retry()
      const [first, second] = connection.requests.map(({ context }) => context.idempotencyKey)
      expect(second).not.toBe(first)
    },
  )

  it('is refused while a run is under way, also where a click replaces it', async () => {
    const { client, connection } = scripted({ whenBusy: 'replace' })
    client.generate(input)
    expect(await client.retry()).toEqual({ outcome: 'refused', reason: 'busy' })
    expect(connection.requests).toHaveLength(1)
    expect(client.getState().isLoading).toBe(true)
  })
})

describe('a way to the server that cannot resume', () => {
  it('ends at a drop and orders no other, whatever the server offers', async () => {
    const keys: string[] = []
    const client = createVideoClient({
      fetcher: (_input, { idempotencyKey }) => {
        keys.push(idempotencyKey)
        return new Response(sse(full, half), { headers: { 'Content-Type': 'text/event-stream' } })
      },
    })
    expect(await client.generate(input)).toMatchObject({
      error: { code: 'connection_lost', resumable: false, jobId: 'job-1' },
    })
    await client.retry()
    expect(new Set(keys).size).toBe(1)
  })
})

describe('an order without an answer', () => {
  it.each([
    ['a time limit', new DOMException('It took too long.', 'TimeoutError')],
    ['a network error', new TypeError('fetch failed')],
  ])('because of %s is repeated under its key', async (_why, thrown) => {
    const { client, connection } = scripted()
    const outcome = client.generate(input)
    await connection.last.fail(thrown)
    expect(await outcome).toMatchObject({ error: { code: 'ambiguous_create' } })
    client.retry()
    const [first, second] = connection.requests.map(({ context }) => context.idempotencyKey)
    expect(second).toBe(first)
  })

  it('is still open where the server says that its key is in use', async () => {
    await using server = await startWireServer(answer('text/plain', 'in progress', 409))
    const client = createVideoClient({ connection: fetchServerSentEvents(server.url) })
    expect(await client.generate(input)).toMatchObject({ error: { code: 'ambiguous_create' } })
    await client.retry()
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })
})

describe('what a callback returns', () => {
  it.each([0, false, ''])('%j is the result of a success', async (value) => {
    const { client, connection } = scripted({ onResult: (() => value) as never })
    const outcome = client.generate(input)
    await connection.last.send(full, ...finished)
    expect(await outcome).toEqual({ outcome: 'success', result: value })
  })

  it('a promise leaves the video as the result, and its failure is reported', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { client, connection } = scripted({
      onResult: (async () => {
        throw new Error('disk full')
      }) as never,
    })
    const outcome = client.generate(input)
    await connection.last.send(full, ...finished)
    expect(await outcome).toEqual({ outcome: 'success', result: video })
    expect(report).toHaveBeenCalledOnce()
  })
})

describe('what a server may send', () => {
  it('a last line of NDJSON without its end is read', async () => {
    const lines = happy.map((event) => JSON.stringify(event)).join('\n')
    await using server = await startWireServer(answer('application/x-ndjson', lines))
    const client = createVideoClient({ connection: fetchHttpStream(server.url) })
    await using another = await startWireServer(
      answer('application/x-ndjson', `${lines.slice(0, lines.lastIndexOf('\n'))}`),
    )
    expect(await client.generate(input)).toMatchObject({ outcome: 'success' })
    const second = createVideoClient({ connection: fetchHttpStream(another.url) })
    expect(await second.generate(input)).toMatchObject({ outcome: 'success' })
  })

  it('a result without an id keeps the one that is known', async () => {
    const { client, connection } = scripted()
    client.generate(input)
    await connection.last.send(full, jobResult({ ...video, jobId: '' }))
    expect(client.getState()).toMatchObject({ jobId: 'job-1', videoStatus: { jobId: 'job-1' } })
  })

  it('a wait of a month is no reason to come back at once', async () => {
    vi.useFakeTimers()
    const { client, connection } = scripted({ maxDuration: 1e12 })
    client.generate(input)
    await connection.last.send(full)
    await connection.last.fail(
      new VideoError('rate_limited', 'Later.', { status: 429, retryAfterMs: 30 * 86_400_000 }),
    )
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(connection.requests).toHaveLength(1)
    client.dispose()
  })

  it.each([
    [401, 'unsupported'],
    [405, 'unsupported'],
    [503, 'requested'],
  ])('a refusal to cancel with %i reads %s', async (status, outcome) => {
    await using server = await startWireServer(
      (response) => response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(sse(full, half)),
      answer('text/plain', 'no', status),
    )
    const client = createVideoClient({ connection: fetchServerSentEvents(server.url) })
    client.generate(input)
    await vi.waitFor(() => expect(client.getState().progress).toBe(50))
    client.stop()
    await vi.waitFor(() => expect(client.getState().canceled).toMatchObject({ outcome }))
  })
})

describe('a connection that throws', () => {
  it.each([
    ['a bare object', Object.create(null)],
    ['nothing', undefined],
    ['a text', 'boom'],
  ])('%s settles the run', async (_name, thrown) => {
    const { client, connection } = scripted()
    const outcome = client.generate(input)
    await connection.last.fail(thrown)
    expect(await outcome).toMatchObject({ outcome: 'error', error: { code: 'generation_failed' } })
  })
})

describe('a function of the application that lost its network', () => {
  it.each(['ERR_NETWORK', 'ECONNABORTED', 'ECONNRESET', 'ETIMEDOUT'])(
    'with %s leaves open what became of the order, which is repeated under its key',
    async (code) => {
      const { client, connection } = scripted()
      client.generate(input)
      await connection.last.fail(Object.assign(new Error('Network Error'), { code }))
      expect(client.getState().error).toMatchObject({ code: 'ambiguous_create' })
      const { idempotencyKey } = connection.last.context
      client.retry()
      expect(connection.last.context).toMatchObject({ idempotencyKey })
    },
  )
})

describe('subscribers', () => {
  it('that are one function twice are told twice, and leave one by one', () => {
    const { client } = scripted()
    const listener = vi.fn()
    const leave = client.subscribe(listener)
    client.subscribe(listener)
    client.generate(input)
    const calls = listener.mock.calls.length
    leave()
    client.reset()
    expect(calls % 2).toBe(0)
    expect(listener.mock.calls.length).toBeGreaterThan(calls)
  })
})

describe('a stop that comes too late', () => {
  it('shows the paid video, although the answer to the stop overtakes it', async () => {
    const clock = createSimulatedClock()
    const server = createModelServer({ clock, workMs: 20_300 })
    const connection = fetchServerSentEvents('https://model.test/video', { fetch: server.fetch })
    const client = createTestClient({ connection, clock })
    void client.generate(input)
    await client.pass(20_500)
    client.stop()
    await client.pass(200)
    expect(server.requests.at(-1)?.method).toBe('DELETE')
    expect(client.getState()).toMatchObject({ status: 'idle', phase: 'canceling', canceled: null })
    await client.pass(2_000)
    expect(client.getState()).toMatchObject({
      phase: 'idle',
      canceled: { outcome: 'too_late', result: { url: 'https://videos.example/job-1.mp4' } },
    })
  })

  it('is settled all the same where no video comes', async () => {
    vi.useFakeTimers()
    const fetch = async () => Response.json({ outcome: 'too_late' })
    const connection = fetchServerSentEvents('/api/video', { fetch })
    const job = { jobId: 'job-1', reference: 'ref-1', resume: true, cancel: true }
    const outcome = connection.cancel?.(job, new AbortController().signal)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await outcome).toBe('too_late')
  })
})
