import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fetchServerSentEvents } from '../index.js'
import { queuePersistence } from '../persist.js'
import { createVideoQueue } from '../queue.js'
import { createModelServer, type Fault, type ModelServer } from '../testing/model-server.js'

const isLong = process.env.REELSTATE_LONG !== undefined
const RUNS = isLong ? 2_000 : 80
/** Faults and incidents happen until then; ms. */
const HEALS = 240_000

interface Incident {
  at: number
  what: 'reload' | 'add' | 'cancel' | 'remove' | 'retry' | 'pause' | 'resume' | 'leave and come back'
  which: number
}

interface World {
  batch: number
  concurrency: number
  workMs: number
  faults: Fault[]
  incidents: Incident[]
}

const world: fc.Arbitrary<World> = fc.record({
  batch: fc.integer({ min: 1, max: 7 }),
  concurrency: fc.integer({ min: 1, max: 3 }),
  workMs: fc.integer({ min: 0, max: 60_000 }),
  faults: fc.array(
    fc.oneof(
      fc.constant<Fault>({ kind: 'none' }),
      fc.record({ kind: fc.constant('network' as const), arrives: fc.boolean() }),
      fc
        .record({
          kind: fc.constant('status' as const),
          status: fc.constantFrom(429, 500, 503),
          arrives: fc.boolean(),
        })
        // Who is asked to slow down was not heard.
        .map((given) => ({ ...given, arrives: given.arrives && given.status !== 429 })),
      fc.record({
        kind: fc.constant('cut' as const),
        bytes: fc.integer({ min: 0, max: 2_000 }),
        how: fc.constantFrom('error' as const, 'end' as const, 'stall' as const),
      }),
    ),
    { maxLength: 15 },
  ),
  incidents: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: HEALS }),
      what: fc.constantFrom<Incident['what']>(
        'reload',
        'add',
        'cancel',
        'remove',
        'retry',
        'pause',
        'resume',
        'leave and come back',
      ),
      which: fc.nat(9),
    }),
    { maxLength: 8 },
  ),
})

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  // One page at a time here; what several make of it is tried in a browser.
  vi.stubGlobal('BroadcastChannel', undefined)
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('every video of a queue is ordered once at most and comes to its end, whatever happens on the way', {
  timeout: isLong ? 3_600_000 : 60_000,
}, async () => {
  await fc.assert(fc.asyncProperty(world, live), { numRuns: RUNS, ...(!isLong && { seed: 20_260_202 }) })
})

async function live({ batch, concurrency, workMs, faults, incidents }: World): Promise<void> {
  const records = new Map<string, string>()
  const ahead = [...faults]
  const startedAt = Date.now()
  const server = createModelServer({
    workMs,
    nextFault: () => (Date.now() - startedAt < HEALS && ahead.shift()) || { kind: 'none' },
  })
  let page = openPage(server, records, concurrency)
  /** What its user has given up, by id. */
  const givenUp = new Set<string>()
  page.queue.add(prompts(batch))

  for (const { at, what, which } of incidents.toSorted((a, b) => a.at - b.at)) {
    await vi.advanceTimersByTimeAsync(Math.max(0, startedAt + at - Date.now()))
    const { queue } = page
    const { id, status } = queue.getState().items[which] ?? { id: '', status: 'waiting' }
    if (what === 'add') queue.add(prompts(1 + (which % 3)))
    else if (what === 'cancel') {
      queue.cancel(id)
      if (status === 'waiting') givenUp.add(id)
    } else if (what === 'remove' || what === 'retry') queue[what](id)
    else if (what === 'pause' || what === 'resume') queue[what]()
    else if (what === 'leave and come back') page.leaveAndComeBack()
    else {
      // What was clicked in the same instant may not have been kept.
      await vi.advanceTimersByTimeAsync(1)
      page.crash()
      page = openPage(server, records, concurrency)
    }
  }
  await vi.advanceTimersByTimeAsync(Math.max(0, startedAt + HEALS - Date.now()))

  // Now everything works, and a user who sees an error tries again.
  const { queue } = page
  queue.resume()
  for (let minutes = 0; minutes < 120; minutes++) {
    await vi.advanceTimersByTimeAsync(60_000)
    const { status, counts, items } = queue.getState()
    if (status !== 'running' && counts.error === 0) break
    for (const { id } of items) queue.retry(id)
  }

  const { items, status, counts, progress } = queue.getState()
  expect(status).toBe(items.length > 0 ? 'done' : 'idle')
  expect(counts.success + counts.canceled).toBe(items.length)
  expect(progress).toBe(items.length > 0 ? 100 : null)
  expect(page.most()).toBeLessThanOrEqual(concurrency)
  const urls = items.flatMap(({ status, video }) => (status === 'success' ? [video.result?.url] : []))
  expect(urls).not.toContain(undefined)
  expect(new Set(urls).size).toBe(urls.length)
  expect(server.jobs.size).toBeLessThanOrEqual(page.seen().size)
  const keys = new Map<string, string>(
    JSON.parse(records.get('reelstate:chaos') ?? '{"items":[]}').items.map(
      ({ id, key }: { id: string; key: string }) => [id, key],
    ),
  )
  for (const id of givenUp) expect(server.jobs.has(keys.get(id) ?? '')).toBe(false)

  page.leave()
  queue.dispose()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(server.open).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
}

const prompts = (count: number) => Array.from({ length: count }, () => ({ prompt: 'a dog' }))

/** Every id that any page has listed. */
const ids = new Set<string>()

/** A page with a queue of its own over one storage. It may crash: then nothing that it does reaches anything any more. */
function openPage(server: ModelServer, records: Map<string, string>, concurrency: number) {
  const alive = new AbortController()
  const never = new Promise<never>(() => {})
  const fetch = async (input: string, init: RequestInit): Promise<Response> => {
    if (alive.signal.aborted) return never
    const signal = init.signal ? AbortSignal.any([init.signal, alive.signal]) : alive.signal
    return server.fetch(input, { ...init, signal })
  }
  const queue = createVideoQueue({
    connection: fetchServerSentEvents('http://model/video', { fetch: fetch as typeof globalThis.fetch }),
    concurrency,
    persist: queuePersistence({
      key: 'chaos',
      storage: {
        getItem: (key) => records.get(key) ?? null,
        setItem: (key, value) => !alive.signal.aborted && records.set(key, value),
        removeItem: (key) => !alive.signal.aborted && records.delete(key),
      },
    }),
  })
  if (records.size === 0) ids.clear()
  let most = 0
  queue.subscribe(({ counts, items }) => {
    most = Math.max(most, counts.generating)
    for (const { id } of items) ids.add(id)
  })
  let leave = queue.attach()
  return {
    queue,
    most: () => most,
    seen: () => ids,
    leave: () => leave(),
    leaveAndComeBack() {
      leave()
      leave = queue.attach()
    },
    crash() {
      alive.abort()
      leave()
      queue.dispose()
    },
  }
}
