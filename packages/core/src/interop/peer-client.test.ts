// biome-ignore lint/style/noRestrictedImports: core never meets the server, but its tests do.
import { generateVideo, toHttpResponse, toServerSentEventsResponse } from '@reelstate/server'
import * as peer from '@tanstack/ai-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { scriptedAdapter, VIDEO_URL } from '../../../server/src/support/scripted-adapter.js'
import { serve } from '../../../server/src/support/serve.js'
import { type ServedHandler, serveHandler } from '../../../server/src/support/serve-handler.js'
import { cuttableFetch } from './support/cuttable-fetch.js'
import { steeredAdapter } from './support/steered-adapter.js'

// The published client of TanStack AI, as it is, against our server, over real HTTP.

const input = { prompt: 'A red kite over the sea' }
const headers = { 'x-user': 'ada' }
const PATIENT = { timeout: 10_000 }
const FORMATS = [
  {
    format: 'server-sent events',
    connect: peer.fetchServerSentEvents,
    query: '',
    write: toServerSentEventsResponse,
  },
  { format: 'NDJSON', connect: peer.fetchHttpStream, query: '?format=ndjson', write: toHttpResponse },
] as const

type Options = ConstructorParameters<typeof peer.VideoGenerationClient>[0]

const clients: peer.VideoGenerationClient[] = []
const handlers: ServedHandler[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) client.dispose()
  for (const handler of handlers.splice(0)) await handler.close()
})

function open(connection: peer.ConnectConnectionAdapter, more: Partial<Options> = {}) {
  const options = { connection, ...more } as Options
  const client: peer.VideoGenerationClient = new peer.VideoGenerationClient(options as never)
  clients.push(client)
  return client
}

async function startHandler(...[options]: Parameters<typeof serveHandler>): Promise<string> {
  const handler = await serveHandler(options)
  handlers.push(handler)
  return handler.url
}

const shown = (client: peer.VideoGenerationClient, progress: number) =>
  expect.poll(() => client.getVideoStatus()?.progress, PATIENT).toBe(progress)

describe.each(FORMATS)("TanStack AI's client on our handler, over $format", ({ connect, query }) => {
  it('stops to look, and finds the video that was made all the same when it comes back', async () => {
    const { adapter, state } = steeredAdapter()
    const url = await startHandler({ adapter })
    const openPage = () =>
      open(connect(url + query, { headers }), { threadId: 'slot-1', persistence: true } as Partial<Options>)
    const before = openPage()
    const generated = before.generate(input)
    await shown(before, 10)
    before.stop()
    await generated
    expect(before.getStatus()).toBe('idle')
    before.dispose()
    // A closed stream is a page that left: only a DELETE cancels.
    expect(adapter.canceled).toEqual([])

    state.isReady = true
    const after = openPage()
    after.mountDevtools()
    await expect.poll(() => after.getStatus(), PATIENT).toBe('success')
    expect(adapter.created).toHaveLength(1)
  })

  it('is told who it is not', async () => {
    const adapter = scriptedAdapter()
    const url = await startHandler({ adapter })
    const client = open(connect(url + query))
    await client.generate(input)
    expect(client.getStatus()).toBe('error')
    expect(client.getError()?.message).toContain('401')
    expect(adapter.created).toHaveLength(0)
  })
})

describe("TanStack AI's client on our handler, over NDJSON", () => {
  it('goes on with its run after a drop, without a second order', async () => {
    const { adapter, state } = steeredAdapter()
    const url = await startHandler({ adapter })
    const { fetchClient, cut } = cuttableFetch()
    const client = open(peer.fetchHttpStream(`${url}?format=ndjson`, { headers, fetchClient }))
    const generated = client.generate(input)
    await shown(client, 10)
    cut()
    state.progress = 60
    await shown(client, 60)
    state.isReady = true
    await generated
    expect(client.getError()).toBeUndefined()
    expect(client.getResult()).toMatchObject({ url: expect.stringContaining('?video=') })
    expect(adapter.created).toHaveLength(1)
  })

  it('joins a run that still goes on after a reload', async () => {
    const { adapter, state } = steeredAdapter()
    const url = await startHandler({ adapter })
    const openPage = () =>
      open(peer.fetchHttpStream(`${url}?format=ndjson`, { headers }), {
        threadId: 'slot-1',
        persistence: true,
      } as Partial<Options>)
    const before = openPage()
    void before.generate(input)
    await shown(before, 10)
    before.dispose()

    const after = openPage()
    after.mountDevtools()
    state.progress = 60
    await shown(after, 60)
    state.isReady = true
    await expect.poll(() => after.getStatus(), PATIENT).toBe('success')
    expect(after.getResult()).toMatchObject({ url: expect.stringContaining('?video=') })
    expect(adapter.created).toHaveLength(1)
  })
})

describe.each(FORMATS)("TanStack AI's client on our generateVideo, over $format", ({ connect, write }) => {
  it('lets the server rest once it stops', async () => {
    const { adapter, state } = steeredAdapter()
    const server = await serve(() =>
      write(generateVideo({ adapter, prompt: 'a dog', stream: true, pollingInterval: 5 })),
    )
    const client = open(connect(server.url))
    const generated = client.generate(input)
    await shown(client, 10)
    client.stop()
    await generated
    expect(client.getStatus()).toBe('idle')
    let before = -1
    await vi.waitFor(() => {
      const isQuiet = state.polls === before
      before = state.polls
      expect(isQuiet).toBe(true)
    }, PATIENT)
    await server.close()
  })
})

it("TanStack AI's client reads our events without a network", async () => {
  const events = () =>
    generateVideo({ adapter: scriptedAdapter(), prompt: 'a dog', stream: true, pollingInterval: 5 })
  const client = open(peer.stream(events as never))
  await client.generate(input)
  expect(client.getError()).toBeUndefined()
  expect(client.getResult()).toMatchObject({ jobId: 'job-1', status: 'completed', url: VIDEO_URL })
})
