import { setTimeout as pause } from 'node:timers/promises'
import { createVideoClient, fetchHttpStream, fetchServerSentEvents } from '@reelstate/core'
import { jobCreated, jobResult, jobStatus, runFinished, runStarted } from '@reelstate/core/protocol'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { serveFetch } from '../../../core/src/support/serve-fetch.js'
import { createFaults } from './create-faults.js'
import { EventDoubler } from './event-doubler.js'
import { holdFaults } from './hold-faults.js'

const jobId = 'job-1'
const url = 'https://example.com/a.mp4'
const begun = [
  runStarted('run-1', 'thread-1'),
  jobCreated({ jobId, reference: 'ref-1', resume: true, cancel: true }),
]
const ended = [jobResult({ jobId, status: 'completed', url }), runFinished('run-1', 'thread-1')]
const progress = (percent: number) => jobStatus({ jobId, status: 'processing', progress: percent })

/** A real server for one job: it goes on when it is told to, and every reader is told where it is. */
async function serveJob(kind: 'sse' | 'ndjson' = 'sse') {
  const requests: string[] = []
  const readers = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const bytesOf = (events: object[]) =>
    new TextEncoder().encode(
      events
        .map((event) =>
          kind === 'sse' ? `data: ${JSON.stringify(event)}\n\n` : `${JSON.stringify(event)}\n`,
        )
        .join(''),
    )
  const server = await serveFetch(async (_address, { method, signal }) => {
    requests.push(`${method}`)
    const body = new ReadableStream<Uint8Array>({
      start(reader) {
        readers.add(reader)
        reader.enqueue(bytesOf(begun))
        signal?.addEventListener('abort', () => readers.delete(reader))
      },
    })
    return new Response(body, {
      headers: { 'Content-Type': kind === 'sse' ? 'text/event-stream' : 'application/x-ndjson' },
    })
  })
  return {
    requests,
    readers,
    open: server.open,
    address: `http://127.0.0.1:${server.port}/api/video`,
    tell(...events: object[]) {
      for (const reader of readers) reader.enqueue(bytesOf(events))
    },
    end() {
      for (const reader of readers) {
        reader.enqueue(bytesOf(ended))
        reader.close()
      }
    },
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  }
}

function videoAt(address: string, transport = fetchServerSentEvents) {
  const faults = createFaults()
  const statuses: (number | undefined)[] = []
  const phases: string[] = []
  const client = createVideoClient({
    connection: transport(address, { fetch: faults.fetch }),
    onStatusUpdate: ({ progress }) => statuses.push(progress),
  })
  client.subscribe(({ phase }) => phases.at(-1) !== phase && phases.push(phase))
  return { faults, client, statuses, phases }
}

const until = (isSo: () => boolean) =>
  vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 10_000, interval: 5 })

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('a fault', () => {
  it('that drops the connection is met by reconnecting, and the job goes on', async () => {
    await using server = await serveJob()
    const { faults, client, phases } = videoAt(server.address)
    const outcome = client.generate({ prompt: 'A fox' })
    await until(() => client.getState().phase === 'polling')
    faults.drop()
    await until(() => client.getState().phase === 'reconnecting')
    await until(() => client.getState().phase === 'polling' && server.requests.length > 1)
    await until(() => server.readers.size === 1)
    server.end()
    expect(await outcome).toMatchObject({ outcome: 'success', result: { url } })
    expect(server.requests).toEqual(['POST', 'GET'])
    expect(phases).toEqual(['creating', 'polling', 'reconnecting', 'polling', 'success'])
  })

  it('that fails the next request is survived by the job', async () => {
    await using server = await serveJob()
    const { faults, client } = videoAt(server.address)
    const outcome = client.generate({ prompt: 'A fox' })
    await until(() => client.getState().phase === 'polling')
    faults.failNext()
    expect(faults.state.failsNext).toBe(true)
    faults.drop()
    await until(() => !faults.state.failsNext)
    expect(server.requests).toEqual(['POST'])
    await until(() => server.requests.length === 2 && server.readers.size === 1)
    server.end()
    expect(await outcome).toMatchObject({ outcome: 'success' })
  })

  it.each([
    ['SSE', 'sse', fetchServerSentEvents],
    ['NDJSON', 'ndjson', fetchHttpStream],
  ] as const)(
    'that has an event of %s come twice changes nothing but what is told',
    async (_, kind, transport) => {
      await using server = await serveJob(kind)
      const { faults, client, statuses } = videoAt(server.address, transport)
      const outcome = client.generate({ prompt: 'A fox' })
      await until(() => client.getState().phase === 'polling')
      faults.duplicateNext()
      server.tell(progress(40), progress(50))
      await until(() => statuses.includes(50))
      expect(faults.state.duplicatesNext).toBe(false)
      expect(statuses.filter((percent) => percent === 40)).toHaveLength(2)
      expect(client.getState().progress).toBe(50)
      faults.duplicateNext()
      server.end()
      expect(await outcome).toMatchObject({ outcome: 'success', result: { url } })
    },
  )

  it('that delays has every piece come later, in order, and not later and later', async () => {
    await using server = await serveJob()
    const { faults, client, statuses } = videoAt(server.address)
    void client.generate({ prompt: 'A fox' })
    await until(() => client.getState().phase === 'polling')
    faults.setDelay(300)
    const told = performance.now()
    const seen: number[] = []
    client.subscribe(() => seen.push(performance.now() - told))
    for (const percent of [10, 20, 30, 40]) {
      server.tell(progress(percent))
      await pause(20)
    }
    await until(() => statuses.includes(40))
    const [first = 0, last = 0] = [seen.at(0), seen.at(-1)]
    expect(first).toBeGreaterThanOrEqual(299)
    // One after the other they would be 900 ms apart.
    expect(last - first).toBeLessThan(600)
    expect(statuses).toEqual([10, 20, 30, 40])
    client.dispose()
  })

  it('that takes the network away fails every request until it is back', async () => {
    const told: string[] = []
    const network = { __proto__: { onLine: true } } as unknown as Navigator
    vi.stubGlobal('navigator', network)
    vi.stubGlobal('dispatchEvent', (event: Event) => told.push(event.type))
    await using server = await serveJob()
    const faults = createFaults()
    const answer = await faults.fetch(server.address)
    const reading = answer.text()
    faults.setOffline(true)
    await expect(reading).rejects.toThrow('Failed to fetch')
    await expect(faults.fetch(server.address)).rejects.toThrow(new TypeError('Failed to fetch'))
    expect(network.onLine).toBe(false)
    const second = createFaults()
    second.setOffline(true)
    faults.setOffline(false)
    expect(network.onLine).toBe(false)
    second.setOffline(false)
    expect([network.onLine, Object.keys(network)]).toEqual([true, []])
    expect(told).toEqual(['offline', 'online'])
    expect((await faults.fetch(server.address)).status).toBe(200)
    faults.drop()
  })

  it('tells who looks at its state, until they leave', () => {
    const faults = createFaults()
    const seen: object[] = []
    const leave = faults.subscribe(() => seen.push(faults.state))
    faults.setDelay(100)
    faults.failNext()
    leave()
    faults.duplicateNext()
    expect(seen).toMatchObject([{ delayMs: 100 }, { delayMs: 100, failsNext: true }])
    expect(() => faults.setDelay(60_001)).toThrow('A delay is from 0 to 60,000 ms; it was 60001.')
    expect(() => faults.setDelay(Number.NaN)).toThrow(RangeError)
  })
})

describe('who holds faults', () => {
  it('takes back what was switched on with them, and nothing else', () => {
    const faults = createFaults()
    const [mine, other] = [holdFaults(faults), holdFaults(faults)]
    mine.setOffline(true)
    mine.setDelay(500)
    mine.failNext()
    other.duplicateNext()
    expect(mine.state).toEqual({ isOffline: true, delayMs: 500, failsNext: true, duplicatesNext: true })
    mine.lift()
    expect(faults.state).toEqual({ isOffline: false, delayMs: 0, failsNext: false, duplicatesNext: true })
    other.lift()
    expect(faults.state.duplicatesNext).toBe(false)
  })

  it('leaves alone what somebody else has switched since', () => {
    const faults = createFaults()
    const held = holdFaults(faults)
    held.setDelay(500)
    held.setOffline(true)
    held.setOffline(false)
    faults.setDelay(2000)
    faults.setOffline(true)
    held.lift()
    expect(faults.state).toMatchObject({ delayMs: 2000, isOffline: true })
    faults.setOffline(false)
  })
})

describe('a fetch with faults', () => {
  it('passes on what no fault meets, as it is', async () => {
    await using server = await serveFetch(
      async () => new Response('{"a":1}', { status: 201, headers: { 'x-own': 'kept' } }),
    )
    const address = `http://127.0.0.1:${server.port}/`
    const answer = await createFaults().fetch(new Request(address))
    expect([answer.status, answer.headers.get('x-own'), answer.url]).toEqual([201, 'kept', address])
    expect(await answer.json()).toEqual({ a: 1 })
  })

  it('ends at once when it is aborted, and leaves no timer', async () => {
    await using server = await serveJob()
    const faults = createFaults()
    faults.setDelay(60_000)
    const [started, stopped] = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'clearTimeout')]
    /** Those of a delay that have not been stopped. */
    const timers = () => {
      const cleared = new Set(stopped.mock.calls.map(([timer]) => timer))
      const left = started.mock.results.filter(
        ({ value }, call) => Number(started.mock.calls[call]?.[1]) > 50_000 && !cleared.has(value),
      )
      return left.length
    }
    const waiting = new AbortController()
    const answer = faults.fetch(server.address, { signal: waiting.signal })
    await until(() => timers() === 1)
    waiting.abort()
    await expect(answer).rejects.toThrow('aborted')
    await expect(faults.fetch(server.address, { signal: waiting.signal })).rejects.toThrow('aborted')
    expect(timers()).toBe(0)

    faults.setDelay(0)
    const { body } = await faults.fetch(server.address)
    const reader = body?.getReader()
    await reader?.read()
    faults.setDelay(60_000)
    server.tell(progress(10))
    void reader?.read().catch(() => {})
    await until(() => timers() === 1)
    await reader?.cancel()
    await until(() => server.readers.size === 0)
    expect(timers()).toBe(0)
  })

  it('lets the server know when an answer is broken off', async () => {
    await using server = await serveJob()
    const faults = createFaults()
    const answer = await faults.fetch(server.address)
    const reading = answer.text()
    faults.drop()
    await expect(reading).rejects.toThrow(TypeError)
    await until(() => server.readers.size === 0)
  })
})

describe('the event that comes twice', () => {
  it('is whole, and the only one, however the bytes are cut', () => {
    const kinds = {
      sse: ['data: {"a":1}\n\n', 'id: 5\r\ndata: ü€\r\ndata: b\r\n\r\n', ': a heartbeat\n\n'],
      ndjson: ['{"a":1}\n', '{"b":"ü€"}\r\n', '\n'],
    }
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 })
    const events = fc.array(fc.nat(2), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(
        fc.constantFrom('sse' as const, 'ndjson' as const),
        events,
        cuts,
        fc.nat(5),
        (kind, indexes, sizes, wanted) => {
          const texts = indexes.map((index) => kinds[kind][index] ?? '')
          let count = 0
          const doubler = new EventDoubler(kind, () => count++ === wanted)
          const bytes = new TextEncoder().encode(texts.join(''))
          const out: number[] = []
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const end = at + (sizes[turn % sizes.length] ?? 1)
            out.push(...doubler.change(bytes.slice(at, end)))
            at = end
          }
          const real = indexes.flatMap((index, place) => (index < 2 ? [place] : []))
          const twice = real[wanted]
          const expected = texts.map((text, place) => (place === twice ? text + text : text)).join('')
          expect(new TextDecoder().decode(new Uint8Array(out))).toBe(expected)
        },
      ),
      { numRuns: 200 },
    )
  })
})
