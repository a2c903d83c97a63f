import { jobStatus, runStarted, type WireEvent } from '@reelstate/core/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { generateVideo } from '../generate/generate-video.js'
import { never, scriptedAdapter } from '../support/scripted-adapter.js'
import { serve, type TestServer } from '../support/serve.js'
import { toHttpResponse } from './to-http-response.js'
import { toServerSentEventsResponse } from './to-server-sent-events-response.js'

const prompt = 'A red kite over the sea'
/** Tests share their machine. */
const PATIENT = { timeout: 10_000 }
const FAST = { stream: true, pollingInterval: 1 } as const
const servers: TestServer[] = []

afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) await server.close()
})

async function start(handle: Parameters<typeof serve>[0]): Promise<string> {
  const server = await serve(handle)
  servers.push(server)
  return server.url
}

async function* source(...events: WireEvent[]): AsyncGenerator<WireEvent> {
  yield* events
}

/** Reads a body one chunk at a time, as text. */
function readerOf(response: Response) {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  return {
    next: async () => new TextDecoder().decode((await reader.read()).value),
    cancel: () => reader.cancel(),
  }
}

describe('toServerSentEventsResponse', () => {
  it('writes one data frame an event, over a real connection', async () => {
    const adapter = scriptedAdapter()
    const url = await start(() => toServerSentEventsResponse(generateVideo({ adapter, prompt, ...FAST })))
    const response = await fetch(url)
    const frames = (await response.text()).split('\n\n')
    expect(frames[0]).toBe('retry: 1000')
    expect(frames.at(-1)).toBe('')
    const types = frames.slice(1, -1).map((frame) => JSON.parse(frame.replace(/^data: /, '')).type)
    expect(types).toEqual(['RUN_STARTED', 'CUSTOM', 'CUSTOM', 'CUSTOM', 'CUSTOM', 'CUSTOM', 'RUN_FINISHED'])
  })

  it('is neither cached, changed nor held back on its way', async () => {
    const { headers, status } = toServerSentEventsResponse(source(), {
      headers: { 'X-Own': '1' },
      status: 201,
    })
    expect(Object.fromEntries(headers)).toEqual({
      'cache-control': 'no-store, no-transform',
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-own': '1',
    })
    expect(status).toBe(201)
  })

  it('writes the id of an event that has one, and never a line break in it', async () => {
    const event = runStarted('r', 't')
    const good = toServerSentEventsResponse(source({ ...event, eventId: '7' }))
    expect(await good.text()).toBe(`retry: 1000\n\nid: 7\ndata: ${JSON.stringify(event)}\n\n`)
    const bad = toServerSentEventsResponse(source({ ...event, eventId: '7\ndata: forged' }, event))
    const text = await bad.text()
    expect(text).not.toContain('forged')
    expect(text).toMatch(/^retry: 1000\n\ndata: \{"type":"RUN_ERROR".*"code":"internal".*\}\n\n$/)
  })

  it('keeps the connection alive every 15 s, also while the job is being created', async () => {
    vi.useFakeTimers()
    const adapter = scriptedAdapter({ create: never })
    const reader = readerOf(toServerSentEventsResponse(generateVideo({ adapter, prompt, stream: true })))
    expect(await reader.next()).toBe('retry: 1000\n\n')
    expect(await reader.next()).toContain('RUN_STARTED')
    for (let beat = 0; beat < 3; beat++) {
      const chunk = reader.next()
      await vi.advanceTimersByTimeAsync(15_000)
      expect(await chunk).toBe(': heartbeat\n\n')
    }
    await reader.cancel()
  })

  it('takes an event from its source only when there is a reader for it', async () => {
    let taken = 0
    async function* flood(): AsyncGenerator<WireEvent> {
      for (; taken < 20_000; taken++) yield jobStatus({ jobId: 'job-1', status: 'processing', progress: 1 })
    }
    const reader = readerOf(toServerSentEventsResponse(flood()))
    for (let chunk = 0; chunk < 4; chunk++) await reader.next()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(taken).toBeLessThanOrEqual(4)
    await reader.cancel()
  })

  it('answers a stream that was refused with JSON and 400', async () => {
    const adapter = scriptedAdapter()
    const url = await start(() => toServerSentEventsResponse(generateVideo({ adapter, prompt: '', ...FAST })))
    const response = await fetch(url)
    expect(response.status).toBe(400)
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_input', message: /prompt/ } })
  })

  it('ends a source that throws with RUN_ERROR, and says nothing of why', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    async function* broken(): AsyncGenerator<WireEvent> {
      yield runStarted('r', 't')
      throw new Error('password is hunter2')
    }
    const text = await toServerSentEventsResponse(broken()).text()
    expect(text).toContain('"code":"internal"')
    expect(text).not.toContain('hunter2')
    expect(log).toHaveBeenCalledOnce()
  })
})

describe('toHttpResponse', () => {
  it('writes one line of JSON an event, over a real connection', async () => {
    const adapter = scriptedAdapter()
    const url = await start(() => toHttpResponse(generateVideo({ adapter, prompt, ...FAST })))
    const response = await fetch(url)
    expect(response.headers.get('Content-Type')).toBe('application/x-ndjson')
    const lines = (await response.text()).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).type).at(-1)).toBe('RUN_FINISHED')
    expect(lines).toHaveLength(7)
  })

  it('wraps an event that has an id', async () => {
    const event = runStarted('r', 't')
    const text = await toHttpResponse(source({ ...event, eventId: '7' })).text()
    expect(JSON.parse(text)).toEqual({ id: '7', chunk: event })
  })

  it('keeps the connection alive with empty lines', async () => {
    vi.useFakeTimers()
    const adapter = scriptedAdapter({ create: never })
    const reader = readerOf(toHttpResponse(generateVideo({ adapter, prompt, stream: true })))
    expect(await reader.next()).toContain('RUN_STARTED')
    const chunk = reader.next()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await chunk).toBe('\n')
    await reader.cancel()
  })

  it('answers a stream that was refused with JSON and 400', async () => {
    expect(toHttpResponse(generateVideo({ adapter: scriptedAdapter(), prompt: '', ...FAST })).status).toBe(
      400,
    )
  })
})

describe('a client that leaves', () => {
  it('ends the polling, and the job goes on', async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'processing' }] })
    const url = await start(() => toServerSentEventsResponse(generateVideo({ adapter, prompt, ...FAST })))
    const leaving = new AbortController()
    const response = await fetch(url, { signal: leaving.signal })
    const reader = readerOf(response)
    await reader.next()
    await vi.waitFor(() => expect(adapter.polls.length).toBeGreaterThan(3), PATIENT)
    leaving.abort()
    let before = -1
    await vi.waitFor(
      () => {
        const { length } = adapter.polls
        const stopped = length === before
        before = length
        expect(stopped).toBe(true)
      },
      { ...PATIENT, interval: 30 },
    )
    expect(adapter.canceled).toEqual([])
  })

  it('while the job is being created does not lose it', async () => {
    let answer = (_job: { jobId: string; model: string }) => {}
    const heard: string[] = []
    const adapter = scriptedAdapter({
      create: () => new Promise<{ jobId: string; model: string }>((resolve) => (answer = resolve)),
    })
    const onJobCreated = (jobId: string) => void heard.push(jobId)
    let left = false
    const url = await start(() => {
      const stream = generateVideo({ adapter, prompt, onJobCreated, ...FAST })
      const { return: leave } = stream
      stream.return = async () => {
        left = true
        return (await leave?.()) ?? { done: true, value: undefined }
      }
      return toServerSentEventsResponse(stream)
    })
    const leaving = new AbortController()
    await fetch(url, { signal: leaving.signal })
    await vi.waitFor(() => expect(adapter.created).toHaveLength(1), PATIENT)
    leaving.abort()
    await vi.waitFor(() => expect(left).toBe(true), PATIENT)
    answer({ jobId: 'job-9', model: 'm' })
    await vi.waitFor(() => expect(heard).toEqual(['job-9']), PATIENT)
    expect(adapter.polls).toHaveLength(0)
  })
})
