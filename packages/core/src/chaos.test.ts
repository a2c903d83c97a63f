import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createVideoClient, fetchServerSentEvents, type VideoClient } from './index.js'
import { persistence } from './persist.js'
import { createModelServer, type Fault, type ModelServer } from './testing/model-server.js'

const isLong = process.env.REELSTATE_LONG !== undefined
const RUNS = isLong ? 20_000 : 1_000
/** The network misbehaves until then; ms. */
const HEALS = 240_000

/** What the user, the page and the network do on their own. */
interface Incident {
  at: number
  what: 'reload' | 'stop' | 'offline' | 'online' | 'leave and come back'
}

interface World {
  workMs: number
  faults: Fault[]
  incidents: Incident[]
  chunkSize: number
  jitter: number
  throwing: boolean
}

const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fault>({ kind: 'none' }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('network' as const), arrives: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc
      .record(
        {
          kind: fc.constant('status' as const),
          status: fc.constantFrom(408, 425, 429, 500, 502, 503, 504),
          arrives: fc.boolean(),
          retryAfter: fc.integer({ min: 0, max: 40 }),
        },
        { requiredKeys: ['kind', 'status', 'arrives'] },
      )
      // Who is asked to slow down was not heard.
      .map((given) => ({ ...given, arrives: given.arrives && given.status !== 429 })),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('html' as const), arrives: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('cut' as const),
      bytes: fc.integer({ min: 0, max: 2_000 }),
      how: fc.constantFrom('error' as const, 'end' as const, 'stall' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: 'noise' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('stale' as const),
      behind: fc.integer({ min: 5_000, max: 60_000 }),
    }),
  },
)

const world: fc.Arbitrary<World> = fc.record({
  workMs: fc.integer({ min: 0, max: 120_000 }),
  faults: fc.array(fault, { maxLength: 12 }),
  incidents: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: HEALS }),
      what: fc.constantFrom<Incident['what']>('reload', 'stop', 'offline', 'online', 'leave and come back'),
    }),
    { maxLength: 4 },
  ),
  chunkSize: fc.constantFrom(1, 7, 64, 65_536),
  jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
  throwing: fc.boolean(),
})

let network: EventTarget

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  vi.spyOn(console, 'error').mockImplementation(() => {})
  network = new EventTarget()
  vi.stubGlobal('addEventListener', network.addEventListener.bind(network))
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

it('one click is one job and its video, whatever the network, the server and the page do', {
  timeout: isLong ? 3_600_000 : 120_000,
}, async () => {
  await fc.assert(fc.asyncProperty(world, live), { numRuns: RUNS, ...(!isLong && { seed: 20_260_101 }) })
})

async function live({ workMs, faults, incidents, chunkSize, jitter, throwing }: World): Promise<void> {
  vi.spyOn(Math, 'random').mockReturnValue(jitter)
  vi.stubGlobal('navigator', { onLine: true })
  const items = new Map<string, string>()
  const queue = [...faults]
  const startedAt = Date.now()
  const server = createModelServer({
    workMs,
    nextFault: () => (Date.now() - startedAt < HEALS && queue.shift()) || { kind: 'none' },
    chunkSize,
  })
  let page = openPage(server, items, throwing)
  let isStopped = false
  void page.client.generate({ prompt: 'a dog' })

  for (const { at, what } of incidents.toSorted((a, b) => a.at - b.at)) {
    await vi.advanceTimersByTimeAsync(Math.max(0, startedAt + at - Date.now()))
    if (what === 'stop') {
      isStopped ||= page.client.getState().isLoading
      page.client.stop()
    } else if (what === 'reload') {
      page.crash()
      page = openPage(server, items, throwing)
    } else if (what === 'leave and come back') {
      page.leave()
      page.come()
    } else {
      vi.stubGlobal('navigator', { onLine: what === 'online' })
      if (what === 'online') network.dispatchEvent(new Event('online'))
    }
  }
  vi.stubGlobal('navigator', { onLine: true })
  network.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(900_000)

  // Now everything works. A user who sees an error tries again, and one who sees nothing orders.
  const { client } = page
  for (let tries = 0; tries < 4 && !isStopped && client.getState().status !== 'success'; tries++) {
    expect(client.getState().isLoading).toBe(false)
    if (client.getState().status === 'error') void client.retry()
    else void client.generate({ prompt: 'a dog' })
    await vi.advanceTimersByTimeAsync(900_000)
  }

  const state = client.getState()
  const jobs = [...server.jobs.values()]
  expect(jobs.length).toBeLessThanOrEqual(1)
  expect(page.oldNews).toEqual([])
  expect(state.isLoading).toBe(false)
  if (isStopped) {
    if (state.canceled?.outcome === 'canceled' && jobs[0]) expect(jobs[0].isCanceled).toBe(true)
  } else {
    expect(state).toMatchObject({ status: 'success', progress: 100 })
    expect(state.result?.url).toBe(`https://videos.example/${jobs[0]?.id}.mp4`)
    expect(jobs).toHaveLength(1)
  }

  page.leave()
  client.dispose()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(server.open).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
}

/** A page with a client of its own over one storage. It may crash: then nothing that it does reaches anything any more. */
function openPage(server: ModelServer, items: Map<string, string>, isThrowing: boolean) {
  const alive = new AbortController()
  const never = new Promise<never>(() => {})
  const fetch = async (input: string, init: RequestInit): Promise<Response> => {
    if (alive.signal.aborted) return never
    if (!navigator.onLine) throw new TypeError('offline')
    const signal = init.signal ? AbortSignal.any([init.signal, alive.signal]) : alive.signal
    return server.fetch(input, { ...init, signal })
  }
  const fail = () => {
    throw new Error('A callback of the application failed.')
  }
  const client: VideoClient = createVideoClient({
    connection: fetchServerSentEvents('http://model/video', { fetch: fetch as typeof globalThis.fetch }),
    persist: persistence({
      key: 'chaos',
      storage: {
        getItem: (key) => items.get(key) ?? null,
        setItem: (key, value) => !alive.signal.aborted && items.set(key, value),
        removeItem: (key) => !alive.signal.aborted && items.delete(key),
      },
    }),
    ...(isThrowing && {
      onProgress: fail,
      onStatusUpdate: fail,
      onJobCreated: fail,
      onChunk: fail,
      onError: fail,
    }),
  })
  const oldNews: string[] = []
  let [told, shown] = [0, 0]
  client.subscribe(({ videoStatus, progress }) => {
    if (progress !== null && videoStatus?.progress !== undefined) {
      if (videoStatus.progress < told) oldNews.push(`was told ${videoStatus.progress} after ${told}`)
      if (progress < shown) oldNews.push(`shows ${progress} after ${shown}`)
      told = videoStatus.progress
      shown = progress
    }
  })
  let leave = client.attach()
  return {
    client,
    oldNews,
    leave: () => leave(),
    come() {
      leave = client.attach()
    },
    crash() {
      alive.abort()
      leave()
      client.dispose()
    },
  }
}
