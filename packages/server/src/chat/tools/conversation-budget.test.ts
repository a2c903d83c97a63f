import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JobStore } from '../../jobs/job-store.js'
import { sqliteStore } from '../../sqlite.js'
import { memoryStore } from '../../stores/memory-store.js'
import { scriptedAdapter } from '../../support/scripted-adapter.js'
import { chatVideos } from '../support/chat.js'

const input = { prompt: 'A fox in the snow' }
afterEach(() => {
  vi.useRealTimers()
})

/** What came of each call: `ok`, or the code of the refusal. */
const outcomes = async (calls: Promise<object>[]) =>
  (await Promise.all(calls)).map((part) => ('code' in part ? part.code : 'ok'))
const count = (list: unknown[], wanted: unknown) => list.filter((one) => one === wanted).length

/** The same, for calls that are made one after the other. */
async function inTurn(calls: (() => Promise<object>)[]) {
  const all: unknown[] = []
  for (const call of calls) all.push(...(await outcomes([call()])))
  return all
}

/** As many instances of the tools on one store. */
function instances(store: JobStore, many: number, options: Parameters<typeof chatVideos>[0] = {}) {
  return Array.from({ length: many }, () =>
    chatVideos({ ...options, handler: { ...options.handler, store, work: false } }),
  )
}

/** One instance, on a store of its own. */
function instance(options: Parameters<typeof chatVideos>[0] = {}) {
  return chatVideos({ ...options, handler: { ...options.handler, store: memoryStore(), work: false } })
}

describe('the limits of a conversation', () => {
  it('a conversation that asks for a hundred videos gets as many as its limit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reelstate-chat-'))
    const stores = [0, 1].map(() => sqliteStore({ path: join(folder, 'jobs.db') }))
    const chats = stores.flatMap((store) => instances(store, 2, { limits: { videos: 7 } }))
    try {
      const calls = Array.from({ length: 100 }, (_, index) =>
        (chats[index % chats.length] as (typeof chats)[0]).call('create_video', input, {
          id: `call-${index}`,
        }),
      )
      const all = await outcomes(calls)
      expect([count(all, 'ok'), count(all, 'rate_limited')]).toEqual([7, 93])
      expect(await stores[0]?.list({ owner: 'ada', limit: 100 })).toHaveLength(7)
    } finally {
      for (const chat of chats) await chat.close()
      for (const store of stores) await store.close()
      rmSync(folder, { recursive: true })
    }
  })

  it('are ten videos where nothing is said, for each conversation of each user', async () => {
    const chat = instance()
    const order = (more: object) =>
      outcomes(Array.from({ length: 12 }, () => chat.call('create_video', input, more)))
    for (const more of [{}, { chat: 'chat-2' }, { user: 'eve' }])
      expect(count(await order(more), 'ok')).toBe(10)
  })

  it('say to the LLM what they are, so that it can pass that on', async () => {
    const cost = () => 0.5
    const say = async (limits: object) => {
      const chat = instance({ limits, cost })
      await chat.call('create_video', { ...input, seconds: 8 })
      return chat.call('create_video', { ...input, seconds: 8 })
    }
    const code = 'rate_limited'
    const end = 'Nothing was ordered.'
    expect(await say({ videos: 1 })).toEqual({
      error: `This conversation may order 1 video, and has ordered 1. ${end}`,
      code,
    })
    expect(await say({ seconds: 12 })).toEqual({
      error: `This conversation may order 12 seconds of video, and has ordered 8; another 8 are too many. ${end}`,
      code,
    })
    expect(await say({ cost: 0.8 })).toEqual({
      error: `This conversation may spend 0.8 on videos, and has spent 0.5; another 0.5 is too much. ${end}`,
      code,
    })
  })

  it('still let through what fits', async () => {
    const chat = instance({ limits: { seconds: 12 } })
    const orders = [8, 8, 4].map((seconds) => () => chat.call('create_video', { ...input, seconds }))
    expect(await inTurn(orders)).toEqual(['ok', 'rate_limited', 'ok'])
  })

  it('count a call once, however often it is repeated', async () => {
    const chat = instance({ limits: { videos: 2 } })
    const order = (id: string) => chat.call('create_video', input, { id })
    const repeats = ['a', 'a', 'a', 'b', 'b', 'a']
    expect(await outcomes(repeats.map(order))).toEqual(Array(6).fill('ok'))
    expect(await outcomes(['c', 'b'].map(order))).toEqual(['rate_limited', 'ok'])
  })

  it('do not count what the handler refused, however often that is tried', async () => {
    let isOpen = false
    const chat = instance({
      limits: { videos: 1 },
      handler: { validatePrompt: () => (isOpen ? null : 'Not now.') },
    })
    const order = (id: string) => chat.call('create_video', input, { id })
    expect(await outcomes([order('a'), order('a'), order('b')])).toEqual(Array(3).fill('moderated'))
    isOpen = true
    expect(await outcomes([order('b')])).toEqual(['ok'])
    expect(await outcomes([order('a')])).toEqual(['rate_limited'])
  })

  it('count what may have been ordered', async () => {
    const adapters = { main: scriptedAdapter({ create: new Error('socket hang up') }) }
    const chat = chatVideos({ limits: { videos: 1 }, handler: { adapters } })
    const calls = [{ waitMs: 5_000 }, {}].map((more) => () => chat.call('create_video', input, more))
    const all = await inTurn(calls)
    await chat.close()
    expect(all).toEqual(['ambiguous_create', 'rate_limited'])
  })

  it('give back only what was refused where a call is tried again while it is on its way', async () => {
    const verdicts: ((reason: string | null) => void)[] = []
    const validatePrompt = () => new Promise<string | null>((resolve) => verdicts.push(resolve))
    const chat = instance({ limits: { videos: 1 }, handler: { validatePrompt } })
    const order = (id: string) => chat.call('create_video', input, { id })
    const both = [order('a'), order('a')]
    await vi.waitFor(() => expect(verdicts).toHaveLength(2))
    verdicts[0]?.('Not now.')
    expect(await Promise.race(both)).toMatchObject({ code: 'moderated' })
    // The other one still may become a video.
    expect(await order('b')).toMatchObject({ code: 'rate_limited' })
    verdicts[1]?.(null)
    expect((await outcomes(both)).sort()).toEqual(['moderated', 'ok'])
  })

  it('add costs up as people do', async () => {
    const chat = instance({ limits: { cost: 0.3 }, cost: () => 0.1 })
    const all = await outcomes(Array.from({ length: 4 }, () => chat.call('create_video', input)))
    expect([count(all, 'ok'), count(all, 'rate_limited')]).toEqual([3, 1])
    expect(await chat.call('create_video', input)).toMatchObject({
      error: expect.stringContaining('may spend 0.3 on videos, and has spent 0.3; another 0.1'),
    })
  })

  it.each<[string, unknown, string]>([
    ['no number', Number.NaN, 'NaN'],
    ['nothing', undefined, 'missing'],
    ['a promise', Promise.resolve(5), 'an object'],
    ['less than nothing', -5, '-5'],
    ['a text', '5', '"5"'],
    ['more than everything', Number.POSITIVE_INFINITY, 'Infinity'],
  ])('let nothing through for which the cost is %s', async (_, said, named) => {
    const chat = instance({ limits: { cost: 1 }, cost: () => said as number })
    expect(await chat.call('create_video', input)).toEqual({
      error: expect.stringContaining(`the cost of a video of scripted-1 is ${named}.`),
      code: 'invalid_options',
    })
    expect(await chat.handler.jobs.list({ owner: 'ada', limit: 1 })).toEqual([])
  })

  it('of Infinity are kept nowhere', async () => {
    const store = recording()
    const chat = chatVideos({ limits: { videos: Infinity }, handler: { store, work: false } })
    const all = await outcomes(Array.from({ length: 30 }, () => chat.call('create_video', input)))
    expect(count(all, 'ok')).toBe(30)
    expect(store.sizes).toEqual([])
  })

  it('are kept in a record that does not grow with what was ordered', async () => {
    const store = recording()
    const chat = chatVideos({ limits: { videos: 100, seconds: 1_000 }, handler: { store, work: false } })
    const order = () => chat.call('create_video', { ...input, seconds: 8 })
    vi.useFakeTimers({ toFake: ['Date'] })
    for (let round = 0; round < 3; round++) {
      await outcomes(Array.from({ length: 20 }, order))
      vi.advanceTimersByTime(11 * 60_000)
    }
    expect(Math.max(...store.sizes.slice(40))).toBe(Math.max(...store.sizes.slice(20, 40)))
    // What is no longer kept one by one still counts: 60 videos are 480 seconds.
    const more = await outcomes(Array.from({ length: 41 }, order))
    expect([count(more, 'ok'), count(more, 'rate_limited')]).toEqual([40, 1])
    expect(await chat.call('create_video', { ...input, seconds: 300 })).toMatchObject({
      error: expect.stringContaining('has ordered 100.'),
    })
  })

  it('are forgotten with the jobs of a conversation that was not used for as long', async () => {
    const store = memoryStore()
    const chat = chatVideos({ limits: { videos: 1 }, handler: { store, work: false } })
    const order = () => outcomes([chat.call('create_video', input)])
    vi.useFakeTimers({ toFake: ['Date'] })
    expect([await order(), await order()]).toEqual([['ok'], ['rate_limited']])
    await store.prune(Date.now())
    expect(await order()).toEqual(['rate_limited'])
    await store.prune(Date.now() + 1)
    expect(await order()).toEqual(['ok'])
  })
})

/** A store that remembers how long its records of conversations became, in characters. */
function recording(): JobStore & { sizes: number[] } {
  const store = memoryStore()
  const sizes: number[] = []
  return {
    ...store,
    sizes,
    async record(name, change) {
      const value = await store.record(name, change)
      if (name.startsWith('conversation:')) sizes.push(JSON.stringify(value).length)
      return value
    },
  }
}
