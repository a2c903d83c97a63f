import * as peer from '@tanstack/ai'
import * as peerClient from '@tanstack/ai-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type ConnectionAdapter,
  createVideoClient,
  fetchHttpStream,
  fetchServerSentEvents,
  type VideoClient,
  type VideoClientOptions,
} from '../index.js'
import { persistence } from '../persist.js'
import {
  cutOnceAfter,
  PeerProvider,
  type PeerServerOptions,
  startPeerServer,
  VIDEO_URL,
} from './support/peer-server.js'

// Our client against the published server of TanStack AI, as it is, over real HTTP.

const input = { prompt: 'A red kite over the sea' }
const PATIENT = { timeout: 10_000 }
const FORMATS = [
  {
    format: 'server-sent events',
    connect: fetchServerSentEvents,
    peerConnect: peerClient.fetchServerSentEvents,
  },
  { format: 'NDJSON', connect: fetchHttpStream, peerConnect: peerClient.fetchHttpStream },
] as const

let provider: PeerProvider
const clients: VideoClient[] = []

beforeEach(() => {
  provider = new PeerProvider()
  vi.spyOn(Math, 'random').mockReturnValue(0)
})

afterEach(() => {
  vi.restoreAllMocks()
  for (const client of clients.splice(0)) client.dispose()
})

function open(options: Partial<VideoClientOptions>): VideoClient {
  const client = createVideoClient(options as VideoClientOptions)
  clients.push(client)
  return client
}

const serve = (format: PeerServerOptions['format'], more: Partial<PeerServerOptions> = {}) =>
  startPeerServer({ format, provider, ...more })

const shown = (client: VideoClient, progress: number) =>
  vi.waitFor(() => expect(client.getState()).toMatchObject({ jobId: 'peer-job', progress }), PATIENT)

function finish(): void {
  provider.job = { status: 'completed', progress: 100 }
}

describe.each(FORMATS)("on TanStack AI's server, over $format", ({ format, connect, peerConnect }) => {
  it('a run shows every step of the job, and a date where the video expires', async () => {
    await using server = await serve(format)
    const phases: string[] = []
    const client = open({ connection: connect(server.url) })
    client.subscribe(({ phase }) => phases.at(-1) === phase || phases.push(phase))
    const outcome = client.generate(input)
    await shown(client, 10)
    provider.job = { status: 'processing', progress: 60 }
    await shown(client, 60)
    finish()
    expect(await outcome).toEqual({
      outcome: 'success',
      result: {
        jobId: 'peer-job',
        status: 'completed',
        url: VIDEO_URL,
        expiresAt: new Date(4_000_000_000_000),
      },
    })
    expect(phases).toEqual(['creating', 'polling', 'success'])
    expect(provider.created).toBe(1)
  })

  it.each([
    ['a text', 'E42'],
    ['an HTTP status', 502],
  ])(
    'an order that its provider refuses with %s for a code ends in the words of the provider',
    async (_, code) => {
      await using server = await serve(format)
      provider.refusal = Object.assign(new Error('No credit left.'), { code })
      const client = open({ connection: connect(server.url) })
      const error = { message: expect.stringContaining('No credit left.') }
      expect(await client.generate(input)).toMatchObject({ outcome: 'error', error })
      expect(server.requests).toHaveLength(1)
    },
  )

  it('a stop is honest: nobody there can be asked, and the server stops looking', async () => {
    await using server = await serve(format)
    const client = open({ connection: connect(server.url) })
    const outcome = client.generate(input)
    await shown(client, 10)
    client.stop()
    expect(await outcome).toEqual({ outcome: 'canceled' })
    expect(client.getState()).toMatchObject({
      phase: 'idle',
      canceled: { outcome: 'unsupported', jobId: 'peer-job', result: null },
    })
    expect(server.requests).toHaveLength(1)
    let before = -1
    await vi.waitFor(() => {
      const isQuiet = provider.polls === before
      before = provider.polls
      expect(isQuiet).toBe(true)
    }, PATIENT)
  })

  it('a drop keeps the id of the job, orders no other, and trying again repeats the key', async () => {
    await using server = await serve(format, { proxy: cutOnceAfter('video:status') })
    const client = open({ connection: connect(server.url) })
    expect(await client.generate(input)).toMatchObject({
      error: { code: 'connection_lost', jobId: 'peer-job', resumable: false },
    })
    expect(server.requests).toHaveLength(1)
    finish()
    expect(await client.retry()).toMatchObject({ outcome: 'success' })
    const [first, second] = server.requests.map(({ key }) => key)
    expect(second).toBe(first)
  })

  it("a run works through TanStack AI's own connection as well", async () => {
    await using server = await serve(format)
    const client = open({ connection: peerConnect(server.url) as unknown as ConnectionAdapter })
    const outcome = client.generate(input)
    await shown(client, 10)
    finish()
    expect(await outcome).toMatchObject({ outcome: 'success', result: { url: VIDEO_URL } })
  })
})

describe("without a network, on TanStack AI's server", () => {
  const generate = () =>
    peer.generateVideo({ adapter: provider, prompt: 'a dog', stream: true, pollingInterval: 5, debug: false })

  it.each([
    ['its events', () => generate()],
    ['its server-sent events', () => peer.toServerSentEventsResponse(generate())],
    ['its NDJSON', () => peer.toHttpResponse(generate())],
  ])('a fetcher may return %s', async (_name, answer) => {
    const client = open({ fetcher: answer as never })
    const outcome = client.generate(input)
    await shown(client, 10)
    finish()
    expect(await outcome).toMatchObject({ outcome: 'success', result: { url: VIDEO_URL } })
  })
})

/** A durable route of TanStack AI as a connection that follows its runs: its log is read by run and offset. */
function followed(url: string, connect: typeof fetchServerSentEvents): ConnectionAdapter {
  return {
    async *connect(messages, data, signal, context) {
      for await (const step of connect(url).connect(messages, data, signal, context)) {
        const events = [step].flat()
        yield events.map((event) =>
          event.name === 'video:job:created'
            ? { ...event, value: { ...(event.value as object), reference: context.runId, resume: true } }
            : event,
        )
      }
    },
    resume(job, signal, context) {
      const query = new URLSearchParams({ runId: job.reference, offset: context.after ?? '-1' })
      const { resume } = connect(`${url}?${query}`)
      return (resume as NonNullable<ConnectionAdapter['resume']>)(job, signal, context)
    },
  }
}

describe.each(FORMATS)("on TanStack AI's durable stream, over $format", ({ format, connect }) => {
  const durable = { isDurable: true }

  it('a run reads through its ids and envelopes', async () => {
    await using server = await serve(format, durable)
    const ids: (string | undefined)[] = []
    const client = open({ connection: connect(server.url), onChunk: ({ eventId }) => void ids.push(eventId) })
    const outcome = client.generate(input)
    await shown(client, 10)
    finish()
    expect(await outcome).toMatchObject({ outcome: 'success', result: { url: VIDEO_URL } })
    expect(ids[0]).toMatch(/^memory:v1:.+:1$/)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('a drop never orders a second video', async () => {
    await using server = await serve(format, { ...durable, proxy: cutOnceAfter('video:status') })
    const client = open({ connection: connect(server.url) })
    expect(await client.generate(input)).toMatchObject({
      error: { code: 'connection_lost', jobId: 'peer-job' },
    })
    expect(server.requests.map(({ method }) => method)).toEqual(['POST'])
    expect(provider.created).toBe(1)
    finish()
  })

  it('a drop is followed on from the last offset, where the connection says how', async () => {
    await using server = await serve(format, { ...durable, proxy: cutOnceAfter('video:status') })
    const progress: number[] = []
    const client = open({
      connection: followed(server.url, connect),
      onProgress: (percent) => void progress.push(percent),
    })
    const outcome = client.generate(input)
    await vi.waitFor(() => expect(server.requests).toHaveLength(2), PATIENT)
    provider.job = { status: 'processing', progress: 60 }
    await shown(client, 60)
    finish()
    expect(await outcome).toMatchObject({ outcome: 'success', result: { url: VIDEO_URL } })
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET'])
    expect(new URLSearchParams(server.requests[1]?.search).get('offset')).toMatch(/^memory:v1:.+:\d+$/)
    expect(progress).toEqual([10, 60, 100])
    expect(provider.created).toBe(1)
  })

  it('a reload is followed on, where the connection says how', async () => {
    await using server = await serve(format, durable)
    const items = new Map<string, string>()
    const storage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    }
    const openPage = () => {
      const persist = persistence({ key: 'trailer', storage })
      const client = open({ connection: followed(server.url, connect), persist })
      return { client, leave: client.attach() }
    }
    const before = openPage()
    void before.client.generate(input)
    await shown(before.client, 10)
    before.leave()
    before.client.dispose()

    const after = openPage()
    provider.job = { status: 'processing', progress: 60 }
    await shown(after.client, 60)
    finish()
    await vi.waitFor(() => expect(after.client.getState().status).toBe('success'), PATIENT)
    expect(after.client.getState()).toMatchObject({ input, result: { url: VIDEO_URL } })
    expect(provider.created).toBe(1)
  })
})
