import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobStore } from '../../jobs/job-store.js'
import { sqliteStore } from '../../sqlite.js'
import { memoryStore } from '../../stores/memory-store.js'
import { chatVideos } from '../support/chat.js'

const input = { prompt: 'A fox in the snow' }

/** What came of each call: `ok`, or the code of the refusal. */
const outcomes = async (calls: Promise<object>[]) =>
  (await Promise.all(calls)).map((part) => ('code' in part ? part.code : 'ok'))
const count = (list: unknown[], wanted: unknown) => list.filter((one) => one === wanted).length

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
    const end = 'Nothing was ordered. Tell the user; asking again does not help.'
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
    const order = (seconds: number) => chat.call('create_video', { ...input, seconds })
    expect(await outcomes([order(8), order(8), order(4)])).toEqual(['ok', 'rate_limited', 'ok'])
  })

  it('count a call once, however often it is repeated', async () => {
    const chat = instance({ limits: { videos: 2 } })
    const order = (id: string) => chat.call('create_video', input, { id })
    const repeats = ['a', 'a', 'a', 'b', 'b', 'a', 'c', 'b']
    expect(await outcomes(repeats.map(order))).toEqual([...Array(6).fill('ok'), 'rate_limited', 'ok'])
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
    const chat = instance({ limits: { videos: 1 } })
    await chat.call('create_video', input, { id: 'a' })
    // The same call with another video: refused, and the first one stays counted.
    expect(await outcomes([chat.call('create_video', { prompt: 'A cat' }, { id: 'a' })])).toEqual([
      'invalid_input',
    ])
    expect(await outcomes([chat.call('create_video', input, { id: 'b' })])).toEqual(['rate_limited'])
  })
})
