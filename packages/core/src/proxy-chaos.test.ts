import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createVideoClient, fetchServerSentEvents } from './index.js'
import { persistence } from './persist.js'
import { pause, startFastClock, until } from './support/fast-clock.js'
import { FaultProxy, type LinkFault } from './support/fault-proxy.js'
import { serveFetch } from './support/serve-fetch.js'
import { createModelServer, type Fault } from './testing/model-server.js'

const isLong = process.env.REELSTATE_LONG !== undefined
const RUNS = isLong ? 2_000 : 100
const SEED = isLong ? Date.now() % 1_000_000_000 : 20_260_102
/** Worlds that live at the same time. */
const LANES = 20
/** The network misbehaves until then; ms, as every time here on a clock that runs a hundred times as fast. */
const HEALS = 120_000

interface World {
  workMs: number
  /** Of the connections, one after the other, and of the requests that arrive. */
  links: LinkFault[]
  faults: Fault[]
  incidents: { at: number; what: 'reload' | 'stop' | 'leave and come back' }[]
  chunkSize: number
}

const link: fc.Arbitrary<LinkFault> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<LinkFault>({ kind: 'none' }) },
  { weight: 1, arbitrary: fc.constant<LinkFault>({ kind: 'refuse' }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('cut' as const),
      way: fc.constantFrom('up' as const, 'down' as const, 'down' as const),
      bytes: fc.integer({ min: 0, max: 1_500 }),
      how: fc.constantFrom('reset' as const, 'end' as const, 'stall' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('slow' as const),
      bytes: fc.integer({ min: 1, max: 300 }),
      ms: fc.integer({ min: 1, max: 2_000 }),
    }),
  },
)

/** A gateway that answers in the server's place, or an instance of it that has seen nothing of late. */
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fault>({ kind: 'none' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      status: fc.constantFrom(429, 502, 503, 504),
      arrives: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: 'noise' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('stale' as const),
      behind: fc.integer({ min: 5_000, max: 30_000 }),
    }),
  },
)

const world: fc.Arbitrary<World> = fc.record({
  workMs: fc.integer({ min: 0, max: 60_000 }),
  links: fc.array(link, { minLength: 1, maxLength: 10 }),
  faults: fc.array(fault, { minLength: 3, maxLength: 10 }),
  incidents: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: HEALS / 2 }),
      what: fc.constantFrom('reload' as const, 'stop' as const, 'leave and come back' as const),
    }),
    { maxLength: 3 },
  ),
  chunkSize: fc.constantFrom(7, 64, 65_536),
})

let clock: ReturnType<typeof startFastClock>

beforeEach(() => {
  clock = startFastClock(100)
})

afterEach(() => clock.stop())

it('one click is one job and its video, whatever happens to any byte of its sockets', {
  timeout: isLong ? 3_600_000 : 120_000,
}, async () => {
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  const sockets = openSockets()
  const seeds = Array.from({ length: RUNS }, (_, index) => SEED + index).values()
  const live = fc.asyncProperty(world, liveThrough)
  // A run of its own for each seed, so that a failure names the world that it replays.
  const lane = async () => {
    for (const seed of seeds) await fc.assert(live, { numRuns: 1, seed, endOnFailure: true })
  }
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane))
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
  await until(() => openSockets() === sockets && vi.getTimerCount() === 0, 60_000)
  expect(openSockets()).toBe(sockets)
  expect(vi.getTimerCount()).toBe(0)
  expect(unhandled).not.toHaveBeenCalled()
  process.off('unhandledRejection', unhandled)
})

const openSockets = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length

let worlds = 0

async function liveThrough({ workMs, links, faults, incidents, chunkSize }: World): Promise<void> {
  const startedAt = Date.now()
  const isHealed = () => Date.now() - startedAt >= HEALS
  const requests = [...faults]
  const connections = [...links]
  const model = createModelServer({
    workMs,
    nextFault: () => (!isHealed() && requests.shift()) || { kind: 'none' },
    chunkSize,
  })
  await using server = await serveFetch(model.fetch)
  await using proxy = await new FaultProxy(
    server.port,
    () => (!isHealed() && connections.shift()) || { kind: 'none' },
  ).start()
  const items = new Map<string, string>()
  const key = `chaos ${worlds++}`
  let page = openPage(proxy.url, key, items)
  let isStopped = false
  void page.client.generate({ prompt: 'a dog' })

  const tryAgain = async () => {
    for (; !isHealed(); await pause(2_000))
      if (!isStopped && page.client.getState().status === 'error') void page.client.retry()
  }
  void tryAgain()
  for (const { at, what } of incidents.toSorted((a, b) => a.at - b.at)) {
    await pause(startedAt + at - Date.now())
    if (what === 'stop') {
      isStopped ||= page.client.getState().isLoading
      page.client.stop()
    } else if (what === 'reload') {
      page.crash()
      page = openPage(proxy.url, key, items)
    } else {
      page.leave()
      page.come()
    }
  }
  const { client } = page
  const isDone = () => !client.getState().isLoading
  // Also for a page that was opened just now and reads what was kept.
  await pause(startedAt + HEALS + 5_000 - Date.now())
  await until(isDone, 900_000)
  // Now everything works, and who sees nothing orders.
  for (let tries = 0; tries < 4 && !isStopped && client.getState().status !== 'success'; tries++) {
    expect(isDone()).toBe(true)
    if (client.getState().status === 'error') void client.retry()
    else void client.generate({ prompt: 'a dog' })
    await until(isDone, 900_000)
  }

  const state = client.getState()
  const jobs = [...model.jobs.values()]
  expect(jobs.length).toBeLessThanOrEqual(1)
  expect(state.isLoading).toBe(false)
  expect(page.falls).toEqual([])
  if (isStopped) {
    if (state.canceled?.outcome === 'canceled' && jobs[0]) expect(jobs[0].isCanceled).toBe(true)
  } else {
    expect(state).toMatchObject({ status: 'success', progress: 100 })
    expect(state.result?.url).toBe(`https://videos.example/${jobs[0]?.id}.mp4`)
    expect(jobs).toHaveLength(1)
  }

  page.leave()
  client.dispose()
  const open = () => ({ atProxy: proxy.open.size, atServer: server.open.size, streams: model.open })
  await until(() => Object.values(open()).every((count) => count === 0), 60_000)
  expect(open()).toEqual({ atProxy: 0, atServer: 0, streams: 0 })
}

/** A page with a client of its own over one storage. It may crash: then its sockets are gone, and it does nothing more. */
function openPage(url: string, key: string, items: Map<string, string>) {
  const crash = new AbortController()
  const isAlive = () => !crash.signal.aborted
  const fetch: typeof globalThis.fetch = (input, init = {}) => {
    const signals = [crash.signal, ...(init.signal ? [init.signal] : [])]
    return globalThis.fetch(input, { ...init, signal: AbortSignal.any(signals) })
  }
  const client = createVideoClient({
    connection: fetchServerSentEvents(url, { fetch }),
    // Short enough that some jobs outlast it.
    maxDuration: 40_000,
    persist: persistence({
      key,
      storage: {
        getItem: (name) => items.get(name) ?? null,
        setItem: (name, value) => isAlive() && items.set(name, value),
        removeItem: (name) => isAlive() && items.delete(name),
      },
    }),
  })
  const falls: string[] = []
  const seen = { progress: 0, reported: 0 }
  client.subscribe(({ progress, videoStatus }) => {
    const now = { progress: progress ?? seen.progress, reported: videoStatus?.progress ?? seen.reported }
    if (now.progress < seen.progress || now.reported < seen.reported)
      falls.push(`${JSON.stringify(now)} after ${JSON.stringify(seen)}`)
    Object.assign(seen, now)
  })
  let leave = client.attach()
  return {
    client,
    /** Progress that went back before the user's eyes. */
    falls,
    leave: () => leave(),
    come() {
      leave = client.attach()
    },
    crash() {
      crash.abort()
      leave()
      client.dispose()
    },
  }
}
