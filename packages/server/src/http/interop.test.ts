// biome-ignore lint/style/noRestrictedImports: the server never meets the client, but its tests do.
import { createVideoClient, fetchHttpStream, fetchServerSentEvents } from '@reelstate/core'
import * as peer from '@tanstack/ai'
import { BaseVideoAdapter } from '@tanstack/ai/adapters'
import * as peerClient from '@tanstack/ai-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  cancelVideoJob,
  generateVideo,
  readVideoRequest,
  toErrorResponse,
  toHttpResponse,
  toServerSentEventsResponse,
} from '../index.js'
import { type ScriptedAdapter, scriptedAdapter, VIDEO_URL } from '../support/scripted-adapter.js'
import { serve, type TestServer } from '../support/serve.js'

const prompt = 'A red kite over the sea'
/** Tests share their machine. */
const PATIENT = { timeout: 10_000 }
const servers: TestServer[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) await server.close()
})

async function start(handle: Parameters<typeof serve>[0]): Promise<string> {
  const server = await serve(handle)
  servers.push(server)
  return server.url
}

const TRANSPORTS = [
  {
    name: 'server-sent events',
    connect: fetchServerSentEvents,
    write: toServerSentEventsResponse,
    peerConnect: peerClient.fetchServerSentEvents,
    peerWrite: peer.toServerSentEventsResponse,
  },
  {
    name: 'NDJSON',
    connect: fetchHttpStream,
    write: toHttpResponse,
    peerConnect: peerClient.fetchHttpStream,
    peerWrite: peer.toHttpResponse,
  },
]

/** A route that creates, follows and cancels. */
function route(adapter: ScriptedAdapter, write = toServerSentEventsResponse) {
  const advertise = { resume: true, cancel: true }
  const shared = { adapter, stream: true, pollingInterval: 5, advertise } as const
  return async (request: Request): Promise<Response> => {
    const jobId = new URL(request.url).searchParams.get('ref') ?? ''
    try {
      if (request.method === 'DELETE') return Response.json(await cancelVideoJob({ adapter, jobId }))
      if (request.method === 'GET') return write(generateVideo({ ...shared, jobId }))
      const { input, runId, threadId } = await readVideoRequest(request)
      return write(generateVideo({ ...shared, ...input, runId, threadId }))
    } catch (error) {
      return toErrorResponse(error)
    }
  }
}

describe.each(TRANSPORTS)("TanStack AI's client on our server, over $name", ({ peerConnect, write }) => {
  it('sees the progress and the video', async () => {
    const adapter = scriptedAdapter()
    const url = await start(route(adapter, write))
    const progress: [number, string | undefined][] = []
    const statuses: string[] = []
    const client = new peerClient.VideoGenerationClient({
      connection: peerConnect(url),
      onProgress: (percent, message) => void progress.push([percent, message]),
      onStatusUpdate: ({ status }) => void statuses.push(status),
    })
    await client.generate({ prompt, size: '720x1280', duration: 4 })
    expect(client.getError()).toBeUndefined()
    expect(client.getStatus()).toBe('success')
    expect(client.getResult()).toMatchObject({ jobId: 'job-1', status: 'completed', url: VIDEO_URL })
    expect(client.getJobId()).toBe('job-1')
    expect(progress).toContainEqual([50, 'frame 1 of 2'])
    expect(statuses.slice(0, 2)).toEqual(['processing', 'completed'])
    expect(adapter.created).toHaveLength(1)
    expect(adapter.created[0]).toMatchObject({ prompt, size: '720x1280', duration: 4 })
    client.dispose()
  })

  it("sees the provider's verdict", async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'failed', error: 'Too violent.' }] })
    const url = await start(route(adapter, write))
    const client = new peerClient.VideoGenerationClient({ connection: peerConnect(url) })
    await client.generate({ prompt })
    expect(client.getStatus()).toBe('error')
    expect(client.getError()?.message).toBe('Too violent.')
    client.dispose()
  })

  it('sees a refusal as an HTTP error', async () => {
    const url = await start(route(scriptedAdapter(), write))
    const client = new peerClient.VideoGenerationClient({ connection: peerConnect(url) })
    await client.generate({ prompt: ' ' })
    expect(client.getError()?.message).toContain('400')
    client.dispose()
  })
})

describe('a response that a fetcher returns', () => {
  const fetcher = async () =>
    toServerSentEventsResponse(
      generateVideo({ adapter: scriptedAdapter(), prompt, stream: true, pollingInterval: 5 }),
    )

  it("is read by TanStack AI's client", async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const client = new peerClient.VideoGenerationClient({ fetcher })
    await client.generate({ prompt })
    expect(client.getResult()).toMatchObject({ jobId: 'job-1', url: VIDEO_URL })
    client.dispose()
  })

  it('is read by ours', async () => {
    const client = createVideoClient({ fetcher })
    expect(await client.generate({ prompt })).toMatchObject({
      outcome: 'success',
      result: { url: VIDEO_URL },
    })
    client.dispose()
  })
})

/** A provider as TanStack AI's server wants it. */
class PeerAdapter extends BaseVideoAdapter<'peer-1'> {
  readonly name = 'peer'
  constructor(readonly statuses: { status: 'processing' | 'completed' | 'failed'; error?: string }[]) {
    super({}, 'peer-1')
  }
  async createVideoJob() {
    return { jobId: 'peer-job', model: this.model }
  }
  async getVideoStatus(jobId: string) {
    return { jobId, progress: 50, ...(this.statuses.shift() ?? { status: 'completed' as const }) }
  }
  async getVideoUrl(jobId: string) {
    return { jobId, url: VIDEO_URL }
  }
}

describe.each(TRANSPORTS)("our client on TanStack AI's server, over $name", ({ connect, peerWrite }) => {
  const peerRoute = (adapter: PeerAdapter) => async (request: Request) => {
    const { data } = (await request.json()) as { data: { prompt: string } }
    return peerWrite(
      peer.generateVideo({ adapter, prompt: data.prompt, stream: true, pollingInterval: 5, debug: false }),
    )
  }

  it('sees the progress and the video', async () => {
    const url = await start(peerRoute(new PeerAdapter([{ status: 'processing' }, { status: 'completed' }])))
    const statuses: string[] = []
    const client = createVideoClient({
      connection: connect(url),
      onStatusUpdate: ({ status }) => void statuses.push(status),
    })
    const result = { jobId: 'peer-job', status: 'completed', url: VIDEO_URL }
    expect(await client.generate({ prompt })).toMatchObject({ outcome: 'success', result })
    expect(client.getState()).toMatchObject({ status: 'success', jobId: 'peer-job', progress: 100 })
    expect(statuses.slice(0, 2)).toEqual(['processing', 'completed'])
    client.dispose()
  })

  it("sees the provider's verdict", async () => {
    const url = await start(peerRoute(new PeerAdapter([{ status: 'failed', error: 'Too violent.' }])))
    const client = createVideoClient({ connection: connect(url) })
    const outcome = await client.generate({ prompt })
    expect(outcome).toMatchObject({ outcome: 'error', error: { message: 'Too violent.' } })
    client.dispose()
  })
})

describe.each(TRANSPORTS)('our client on our server, over $name', ({ connect, write }) => {
  it('sees the progress, what it counts, and the video', async () => {
    const url = await start(route(scriptedAdapter(), write))
    const onProgress = vi.fn()
    const client = createVideoClient({ connection: connect(url), onProgress })
    expect(await client.generate({ prompt })).toMatchObject({
      outcome: 'success',
      result: { url: VIDEO_URL },
    })
    expect(onProgress).toHaveBeenCalledWith(50, 'frame 1 of 2')
    client.dispose()
  })

  it('sees why a request was refused', async () => {
    const adapter = scriptedAdapter({}, { sizes: ['1280x720'] })
    const url = await start(route(adapter, write))
    const client = createVideoClient({ connection: connect(url) })
    const error = {
      code: 'invalid_input',
      status: 400,
      message: expect.stringContaining('Give one of 1280x720'),
    }
    expect(await client.generate({ prompt, size: 'abc' })).toMatchObject({ outcome: 'error', error })
    client.dispose()
  })

  it('stops the job at the provider', async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'processing', progress: 1 }] })
    const url = await start(route(adapter, write))
    const client = createVideoClient({ connection: connect(url) })
    const generated = client.generate({ prompt })
    await vi.waitFor(() => expect(client.getState().phase).toBe('polling'), PATIENT)
    client.stop()
    expect(await generated).toEqual({ outcome: 'canceled' })
    await vi.waitFor(() => expect(client.getState().canceled?.outcome).toBe('canceled'), PATIENT)
    expect(adapter.canceled).toEqual(['job-1'])
    client.dispose()
  })

  it('follows the same job after the connection broke', async () => {
    let answered = 0
    const adapter = scriptedAdapter({
      statuses: [{ progress: 10 }, { progress: 20 }, { status: 'completed' }],
    })
    const handle = route(adapter, write)
    const url = await start(async (request) => {
      const response = await handle(request)
      return answered++ === 0 ? brokenOff(response) : response
    })
    const client = createVideoClient({ connection: connect(url) })
    expect(await client.generate({ prompt })).toMatchObject({ outcome: 'success' })
    expect(answered).toBe(2)
    expect(adapter.created).toHaveLength(1)
    client.dispose()
  })
})

/** An answer that ends after its fourth chunk, as when a proxy gives up. */
function brokenOff(response: Response): Response {
  let chunks = 0
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      controller.enqueue(chunk)
      if (++chunks === 4) controller.terminate()
    },
  })
  return new Response(response.body?.pipeThrough(cut) ?? null, response)
}
