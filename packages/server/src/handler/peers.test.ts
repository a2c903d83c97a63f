import { runHttpRequest, transformHttpEventStream, verifyEvents } from '@ag-ui/client'
import * as peer from '@tanstack/ai-client'
import { lastValueFrom, toArray } from 'rxjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'
import type { VideoHandlerOptions } from './handler-options.js'

// The published clients of others, as they are, against this handler.

const prompt = 'A red kite over the sea'
const PATIENT = { timeout: 10_000 }
const open: ServedHandler[] = []
const clients: { dispose(): void }[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  for (const client of clients.splice(0)) client.dispose()
  for (const one of open.splice(0)) await one.close()
})

async function start(options: Partial<VideoHandlerOptions> = {}): Promise<ServedHandler> {
  const served = await serveHandler(options)
  open.push(served)
  return served
}

const headers = { 'x-user': 'ada' }

/** The network, which can be cut. */
function cuttable() {
  let cut = () => {}
  const fetchClient: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    if (!response.body) return response
    const [body, controller] = interruptible(response.body)
    cut = () => controller.error(new TypeError('network error'))
    return new Response(body, response)
  }
  return { fetchClient, cut: () => cut() }
}

function interruptible(body: ReadableStream<Uint8Array>) {
  let controller!: TransformStreamDefaultController<Uint8Array>
  const transform = new TransformStream<Uint8Array, Uint8Array>({
    start(own) {
      controller = own
    },
  })
  body.pipeTo(transform.writable).catch(() => {})
  return [transform.readable, { error: (reason: unknown) => controller.error(reason) }] as const
}

function videoClient(
  connection: ReturnType<typeof peer.fetchServerSentEvents>,
  more: Partial<ConstructorParameters<typeof peer.VideoGenerationClient>[0]> = {},
) {
  const client = new peer.VideoGenerationClient({ connection, ...more } as never)
  clients.push(client)
  return client
}

/** A provider that is ready when the test says so. */
function steered() {
  const state = { ready: false, progress: 10 }
  const adapter = scriptedAdapter()
  adapter.getVideoStatus = async (jobId) =>
    state.ready ? { jobId, status: 'completed' } : { jobId, status: 'processing', progress: state.progress }
  return { state, adapter }
}

describe("TanStack AI's client", () => {
  it.each([
    ['server-sent events', peer.fetchServerSentEvents, ''],
    ['NDJSON', peer.fetchHttpStream, '?format=ndjson'],
  ] as const)('creates over %s, and sees the progress and the video', async (_, connect, query) => {
    const adapter = scriptedAdapter()
    const { url } = await start({ adapter })
    const statuses: string[] = []
    const client = videoClient(connect(url + query, { headers }), {
      onStatusUpdate: ({ status }) => void statuses.push(status),
    })
    await client.generate({ prompt })
    expect(client.getError()).toBeUndefined()
    expect(client.getResult()).toMatchObject({ status: 'completed', url: expect.stringContaining('?video=') })
    expect(statuses.at(-1)).toBe('completed')
    expect(adapter.created).toHaveLength(1)
  })

  it('goes on with its run after a drop, without a second order', async () => {
    const { adapter, state } = steered()
    const { url } = await start({ adapter })
    const { fetchClient, cut } = cuttable()
    const client = videoClient(peer.fetchServerSentEvents(url, { headers, fetchClient }))
    const generated = client.generate({ prompt })
    await expect.poll(() => client.getVideoStatus()?.progress, PATIENT).toBe(10)
    cut()
    state.progress = 60
    await expect.poll(() => client.getVideoStatus()?.progress, PATIENT).toBe(60)
    state.ready = true
    await generated
    expect(client.getStatus()).toBe('success')
    expect(adapter.created).toHaveLength(1)
  })

  it('shows its last run again after a reload, and joins one that still runs', async () => {
    const { adapter, state } = steered()
    const { url } = await start({ adapter })
    const connection = () => peer.fetchServerSentEvents(url, { headers })
    const first = videoClient(connection(), { threadId: 'slot-1', persistence: true })
    void first.generate({ prompt })
    await expect.poll(() => first.getVideoStatus()?.progress, PATIENT).toBe(10)
    first.dispose()

    const second = videoClient(connection(), { threadId: 'slot-1', persistence: true })
    second.mountDevtools()
    await expect.poll(() => second.getStatus(), PATIENT).toBe('generating')
    state.ready = true
    await expect.poll(() => second.getStatus(), PATIENT).toBe('success')
    const { jobId } = second.getResult() ?? {}
    second.dispose()

    const third = videoClient(connection(), { threadId: 'slot-1', persistence: true })
    third.mountDevtools()
    await expect.poll(() => third.getStatus(), PATIENT).toBe('success')
    expect(third.getResult()).toMatchObject({ jobId, url: expect.stringContaining('?video=') })
    expect(adapter.created).toHaveLength(1)
  })

  it('sees what the provider says against the video', async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'failed', error: 'Too violent.' }] })
    const { url } = await start({ adapter })
    const client = videoClient(peer.fetchServerSentEvents(url, { headers }))
    await client.generate({ prompt })
    expect(client.getStatus()).toBe('error')
    expect(client.getError()?.message).toBe('Too violent.')
  })
})

describe("AG-UI's client", () => {
  /** Reads a real response as that client does: parsed, checked against its schemas, and in order. */
  async function verify(request: () => Promise<Response>) {
    const events = transformHttpEventStream(runHttpRequest(request))
    return lastValueFrom(verifyEvents()(events).pipe(toArray()))
  }
  const sse = { accept: 'text/event-stream' }
  const running = { status: 'processing', progress: 50, message: 'frame 1 of 2', queuePosition: 1 } as const

  it.each([
    ['a video', scriptedAdapter({ statuses: [running, { status: 'completed' }] }), 'RUN_FINISHED'],
    ['a verdict', scriptedAdapter({ statuses: [running, { status: 'failed', error: 'No.' }] }), 'RUN_ERROR'],
    ['an order without an answer', scriptedAdapter({ create: new TypeError('fetch failed') }), 'RUN_ERROR'],
  ])('accepts the stream of a run up to %s, from its start and joined later', async (_, adapter, end) => {
    const { as } = await start({ adapter, resolveMs: 0 })
    const ada = as('ada')
    const run = { json: { threadId: 't', runId: 'r-1', data: { prompt } }, headers: sse }
    expect((await verify(() => ada('', run))).at(-1)?.type).toBe(end)
    expect((await verify(() => ada('?offset=-1&runId=r-1', { headers: sse }))).at(-1)?.type).toBe(end)
    const { reference }: JobView = await (await ada('?runId=r-1&format=json')).json()
    expect((await verify(() => ada(`?jobs=${reference}`, { headers: sse }))).at(-1)?.type).toBe(
      'RUN_FINISHED',
    )
  })
})
