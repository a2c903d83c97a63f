import { build } from 'esbuild'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  createVideoClient,
  fetchServerSentEvents,
  type VideoClient,
  type VideoClientOptions,
  VideoError,
} from './index.js'
import { persistence } from './persist.js'
import {
  jobCreated,
  jobResult,
  jobStatus,
  runError,
  runFinished,
  runStarted,
  type WireEvent,
} from './protocol.js'
import { answer, eventStream, sse, startWireServer } from './support/wire-server.js'
import { scriptedTransport } from './testing/scripted-transport.js'

// Where clients of this kind are known to fail, by the names of what must happen instead.

const job = jobCreated({ jobId: 'job-1' })
const full = jobCreated({ jobId: 'job-1', reference: 'ref-1', resume: true, cancel: true })
const half = jobStatus({ jobId: 'job-1', status: 'processing', progress: 50 })
const video = { jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' } as const
const finished = [jobResult(video), runFinished('r', 't')]
const input = { prompt: 'a dog' }
const clients: VideoClient[] = []

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function open(options: Partial<VideoClientOptions>): VideoClient {
  const client = createVideoClient(options as VideoClientOptions)
  clients.push(client)
  return client
}

function scripted(options: Partial<VideoClientOptions> = {}) {
  const connection = scriptedTransport()
  return { connection, client: open({ connection, ...options } as Partial<VideoClientOptions>) }
}

/** A fetcher's response that a test writes to, and sees closed. */
function openBody(...events: WireEvent[]) {
  const cancel = vi.fn()
  let controller!: ReadableStreamDefaultController<Uint8Array>
  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own
    },
    cancel,
  })
  const write = (text: string) => controller.enqueue(new TextEncoder().encode(text))
  write(sse(...events))
  const fetcher = () => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
  return { cancel, write, fetcher }
}

describe('a connection', () => {
  it('that breaks after the last event of a resumable stream leaves the video', async () => {
    const events = [runStarted('r', 't'), full, half, ...finished]
    const tagged = events.map((event, index) => `id: ${index + 1}\n${sse(event)}`).join('')
    await using server = await startWireServer((response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write(tagged, () => response.destroy())
    })
    const onError = vi.fn()
    const client = open({ connection: fetchServerSentEvents(server.url), onError })
    expect(await client.generate(input)).toEqual({ outcome: 'success', result: video })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(client.getState()).toMatchObject({ status: 'success', result: video, error: undefined })
    expect(onError).not.toHaveBeenCalled()
    expect(server.requests).toHaveLength(1)
  })

  it('that meets 503 on its way back waits as long as it is told, and goes on', async () => {
    const times: number[] = []
    const timed = (handler: ReturnType<typeof eventStream>) => (response: Parameters<typeof handler>[0]) => {
      times.push(performance.now())
      handler(response)
    }
    await using server = await startWireServer(
      timed(eventStream(sse(full))),
      timed(answer('text/plain', 'busy', 503, { 'Retry-After': '1' })),
      timed(eventStream(sse(full, ...finished))),
    )
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const client = open({ connection: fetchServerSentEvents(server.url) })
    expect(await client.generate(input)).toMatchObject({ outcome: 'success' })
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan(950)
  })

  it('that falls silent after heartbeats is opened anew', async () => {
    vi.useFakeTimers()
    const { client, connection } = scripted()
    client.generate(input)
    await connection.last.send(full, half)
    await connection.last.send()
    await vi.advanceTimersByTimeAsync(70_000)
    expect(connection.requests.map(({ kind }) => kind)).toEqual(['create', 'resume'])
  })
})

describe('a long line', () => {
  const read = async (megabytes: number) => {
    const url = `data:video/mp4;base64,${'A'.repeat(megabytes * 1024 * 1024)}`
    const bytes = new TextEncoder().encode(sse(job, jobResult({ ...video, url })))
    let at = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= bytes.length) return controller.close()
        controller.enqueue(bytes.subarray(at, at + 8 * 1024))
        at += 8 * 1024
      },
    })
    const headers = { 'Content-Type': 'text/event-stream' }
    const client = open({ fetcher: () => new Response(body, { headers }) })
    const before = process.cpuUsage()
    const outcome = await client.generate(input)
    const { user, system } = process.cpuUsage(before)
    expect(outcome).toMatchObject({ outcome: 'success' })
    expect(client.getState().result?.url).toHaveLength(url.length)
    return (user + system) / 1000
  }

  it('with a whole video in it is read in time that grows with its length, and not with its square', async () => {
    await read(1)
    const short = Math.min(await read(4), await read(4))
    const long = Math.min(await read(16), await read(16))
    // Its square would be sixteen times as much.
    expect(long / short).toBeLessThan(9)
  })

  it('without an end is read up to the limit, and then its body is closed', async () => {
    const cancel = vi.fn()
    let sent = 0
    const chunk = new TextEncoder().encode('x'.repeat(64 * 1024))
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent > 8 * 1024 * 1024) return controller.close()
        sent += chunk.length
        controller.enqueue(sent === chunk.length ? new TextEncoder().encode('data: ') : chunk)
      },
      cancel,
    })
    const headers = { 'Content-Type': 'text/event-stream' }
    const fetch = async () => new Response(body, { headers })
    const connection = fetchServerSentEvents('/api/video', { fetch, maxFrameSize: 1024 * 1024 })
    const outcome = await open({ connection }).generate(input)
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('over 1048576 characters') } })
    expect(cancel).toHaveBeenCalledOnce()
    expect(sent).toBeLessThan(2 * 1024 * 1024)
  })
})

describe('a response body is closed', () => {
  it('after a verdict', async () => {
    const { fetcher, cancel } = openBody(job, runError(new VideoError('moderated', 'Not this.')))
    await open({ fetcher }).generate(input)
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce())
  })

  it('after the video, also where the server leaves it open', async () => {
    const { fetcher, cancel } = openBody(job, ...finished)
    await open({ fetcher }).generate(input)
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce())
  })

  it('not by a callback that throws: the run is read to its end', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const fail = () => {
      throw new Error('a fault in the app')
    }
    const { fetcher, cancel, write } = openBody(job, half)
    const client = open({ fetcher, onStatusUpdate: fail, onChunk: fail, onJobCreated: fail })
    const outcome = client.generate(input)
    await vi.waitFor(() => expect(client.getState().progress).toBe(50))
    expect(cancel).not.toHaveBeenCalled()
    write(sse(...finished))
    expect(await outcome).toMatchObject({ outcome: 'success' })
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce())
  })

  it('by a stop, also where the fetcher does not look at its signal', async () => {
    const { fetcher, cancel } = openBody(job, half)
    const client = open({ fetcher })
    const outcome = client.generate(input)
    await vi.waitFor(() => expect(client.getState().progress).toBe(50))
    client.stop()
    expect(await outcome).toEqual({ outcome: 'canceled' })
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce())
  })
})

it.each([
  [
    'heartbeats, ids and event names',
    `: beat\n\nid: 1\nevent: message\n${sse(job, half, ...finished)}: beat\n\n`,
  ],
  [
    'an event over several data lines',
    sse(job, half, ...finished).replaceAll('"CUSTOM",', '"CUSTOM",\ndata: '),
  ],
  ['lone CR line ends', sse(job, half, ...finished).replaceAll('\n', '\r')],
])('%s in a response of a fetcher are read without a warning', async (_name, body) => {
  const warnings = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')]
  const onStatusUpdate = vi.fn()
  const fetcher = () => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
  expect(await open({ fetcher, onStatusUpdate }).generate(input)).toEqual({
    outcome: 'success',
    result: video,
  })
  expect(onStatusUpdate).toHaveBeenCalledOnce()
  for (const warning of warnings) expect(warning).not.toHaveBeenCalled()
})

describe('what a server sends', () => {
  it.each([
    ['2036-01-01T00:00:00.000Z', new Date('2036-01-01T00:00:00.000Z')],
    ['tomorrow', undefined],
  ])('as the expiry %j is a date, or nothing', async (expiresAt, date) => {
    const { client, connection } = scripted()
    client.generate(input)
    await connection.last.send(job, jobResult({ ...video, expiresAt: expiresAt as never }))
    expect(client.getState().result?.expiresAt).toEqual(date)
  })

  it.each([
    ['a job without a value', { type: 'CUSTOM', name: 'video:job:created' }],
    ['a job without an id', jobCreated({} as never)],
    ['a status without a value', { type: 'CUSTOM', name: 'video:status' }],
    [
      'a progress that is no number',
      jobStatus({ jobId: 'job-1', status: 'processing', progress: Number.NaN }),
    ],
    ['a progress as a text', jobStatus({ jobId: 'job-1', status: 'processing', progress: '70%' as never })],
  ])('as %s changes no progress and ends no run', async (_name, event) => {
    const { client, connection } = scripted()
    const outcome = client.generate(input)
    await connection.last.send(job, half)
    await connection.last.send(event)
    expect(client.getState()).toMatchObject({ phase: 'polling', jobId: 'job-1', progress: 50 })
    await connection.last.send(...finished)
    expect(await outcome).toEqual({ outcome: 'success', result: video })
  })
})

describe('a state never contradicts itself', () => {
  it('a run that finishes without a video is an error', async () => {
    const { client, connection } = scripted()
    client.generate(input)
    await connection.last.send(job, half, runFinished('r', 't'))
    expect(client.getState()).toMatchObject({ status: 'error', result: null, error: { jobId: 'job-1' } })
  })

  it('an onResult that throws leaves the paid video and the success', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { client, connection } = scripted({
      onResult: () => {
        throw new Error('a fault in the app')
      },
    })
    client.generate(input)
    await connection.last.send(job, ...finished)
    expect(client.getState()).toMatchObject({ status: 'success', result: video, error: undefined })
  })

  it('a stop leaves no status and no progress behind', async () => {
    const { client, connection } = scripted()
    client.generate(input)
    await connection.last.send(job, half)
    client.stop()
    expect(client.getState()).toMatchObject({
      status: 'idle',
      jobId: null,
      videoStatus: null,
      progress: null,
    })
  })
})

describe('generate()', () => {
  it('settles with the error where onError throws', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { client, connection } = scripted({
      onError: () => {
        throw new Error('a fault in the app')
      },
    })
    const outcome = client.generate(input)
    await connection.last.send(job, runError(new VideoError('moderated', 'Not this.')))
    expect(await outcome).toMatchObject({ outcome: 'error', error: { code: 'moderated' } })
  })

  it('settles at once on a stop, also where the fetcher never does', async () => {
    const client = open({ fetcher: () => new Promise<never>(() => {}) })
    const outcome = client.generate(input)
    client.stop()
    expect(await outcome).toEqual({ outcome: 'canceled' })
  })

  it('from inside onResult begins the next run, and only one', async () => {
    const answers: unknown[] = []
    const again = () => void client.generate({ prompt: 'a cat' }).then((answer) => answers.push(answer))
    const { client, connection } = scripted({ onResult: () => [again(), again()] })
    const first = client.generate(input)
    await connection.last.send(job, ...finished)
    expect(await first).toMatchObject({ outcome: 'success' })
    expect(connection.requests).toHaveLength(2)
    expect(client.getState()).toMatchObject({ status: 'generating', input: { prompt: 'a cat' } })
    expect(answers).toEqual([{ outcome: 'refused', reason: 'busy' }])
    client.stop()
    await vi.waitFor(() => expect(answers).toHaveLength(2))
  })

  it('uploads the images of its input once', async () => {
    await using server = await startWireServer(eventStream(sse(job, ...finished)))
    const source = { type: 'data', value: 'iVBORw0KGgo', mimeType: 'image/png' }
    const prompt = [{ type: 'image', source }] as never
    await open({ connection: fetchServerSentEvents(server.url) }).generate({ prompt })
    expect(server.requests[0]?.body.split('iVBORw0KGgo')).toHaveLength(2)
  })
})

it('a page that left before its storage answered asks the server for nothing', async () => {
  const record = new Map<string, string>()
  let answers = 0
  const storage = {
    getItem: async (key: string) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      answers++
      return record.get(key) ?? null
    },
    setItem: (key: string, value: string) => void record.set(key, value),
    removeItem: (key: string) => void record.delete(key),
  }
  const openPage = () => {
    const page = scripted({ persist: persistence({ key: 'trailer', storage }) })
    return { ...page, leave: page.client.attach() }
  }
  const before = openPage()
  before.client.generate(input)
  await vi.waitFor(() => expect(before.connection.requests).toHaveLength(1))
  await before.connection.last.send(full, half)
  before.leave()
  await vi.waitFor(() => expect([...record.values()].join()).toContain('ref-1'))

  const answered = answers
  const hasty = openPage()
  hasty.leave()
  await vi.waitFor(() => expect(answers).toBe(answered + 1))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(hasty.connection.requests).toHaveLength(0)
  expect(hasty.client.getState().status).toBe('idle')

  const after = openPage()
  await vi.waitFor(() => expect(after.connection.last.kind).toBe('resume'))
})

it.each(['core', 'react', 'vue', 'svelte'])('nothing of devtools is in a bundle of %s', async (name) => {
  const { metafile } = await build({
    entryPoints: [new URL(`../../${name}/src/index.ts`, import.meta.url).pathname],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    conditions: ['@reelstate/source'],
    external: ['react', 'vue', 'svelte'],
  })
  const files = Object.keys(metafile.inputs)
  expect(files.some((file) => file.endsWith('video-machine.ts'))).toBe(true)
  expect(files.filter((file) => /devtools/.test(file))).toEqual([])
})
