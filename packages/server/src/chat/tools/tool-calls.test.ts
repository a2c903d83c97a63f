import { afterEach, describe, expect, it, vi } from 'vitest'
import { toOpenaiResponsesTools, toOpenaiTools, videoTools } from '../../chat.js'
import type { VideoHandler } from '../../handler/create-video-handler.js'
import { memoryStore } from '../../stores/memory-store.js'
import { scriptedAdapter } from '../../support/scripted-adapter.js'
import { chatRequest, openChat, videoIdOf } from '../support/chat.js'

const input = { prompt: 'A fox in the snow' }
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** How many videos these parts name. */
const countOf = (parts: Parameters<typeof videoIdOf>[0][]) => new Set(parts.map(videoIdOf)).size

describe('the id of a call', () => {
  it('means one video when the call is repeated, also at once and on another instance', async () => {
    const store = memoryStore()
    const [one, two] = [0, 1].map(() => openChat({ limits: { videos: 1 }, handler: { store, work: false } }))
    const calls = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? one : two)?.call('create_video', input, { id: 'call-1' }),
    )
    expect(countOf((await Promise.all(calls)) as never)).toBe(1)
    expect(await store.list({ owner: 'ada', limit: 10 })).toHaveLength(1)
  })

  it('means another video in another conversation, of another user, and with another input', async () => {
    const chat = openChat({ handler: { work: false } })
    const parts = [
      await chat.call('create_video', input, { id: 'call-0' }),
      await chat.call('create_video', input, { id: 'call-0', chat: 'chat-2' }),
      await chat.call('create_video', input, { id: 'call-0', user: 'eve' }),
      await chat.call('create_video', { prompt: 'A cat' }, { id: 'call-0' }),
      await chat.call('create_video', { ...input, seconds: 4 }, { id: 'call-0' }),
    ]
    expect(countOf(parts)).toBe(5)
  })

  it('does not get a dear video through as a cheap one', async () => {
    let letCheapThrough = () => {}
    const cheapMay = new Promise<null>((resolve) => {
      letCheapThrough = () => resolve(null)
    })
    const chat = openChat({
      limits: { seconds: 4 },
      handler: { work: false, validatePrompt: (prompt) => (prompt === 'cheap' ? cheapMay : null) },
    })
    const cheap = chat.call('create_video', { prompt: 'cheap', seconds: 4 }, { id: 'x' })
    await new Promise((resolve) => setTimeout(resolve, 30))
    const dear = await chat.call('create_video', { prompt: 'dear', seconds: 60 }, { id: 'x' })
    letCheapThrough()
    expect(dear).toMatchObject({ code: 'rate_limited' })
    expect(await cheap).toMatchObject({ type: 'VIDEO_PENDING' })
  })

  it('is judged again once its video is forgotten', async () => {
    const store = memoryStore()
    const chat = openChat({ limits: { videos: 1 }, handler: { store, work: false } })
    const again = () => chat.call('create_video', input, { id: 'call-1' })
    await again()
    const [job] = await store.list({ owner: 'ada', limit: 1 })
    if (!job) throw new Error('No job was made.')
    await store.save({ ...job, state: 'failed', endedAt: 1, dueAt: null })
    vi.useFakeTimers({ now: Date.now() + 24 * 3_600_000, toFake: ['Date'] })
    expect(await again()).toMatchObject({ code: 'generation_failed' })
    await store.prune(2)
    expect(await again()).toMatchObject({ code: 'rate_limited' })
  })

  it('is of no use where it is missing: each such call is one of its own', async () => {
    const chat = openChat({ handler: { work: false } })
    const tools = chat.tools.for(chatRequest('ada'), 'chat-1')
    const called = { name: 'create_video', arguments: JSON.stringify(input) }
    const completions = toOpenaiTools(tools)
    const item = { type: 'function_call', call_id: null, ...called }
    const parts = [
      ...(
        await completions.run([
          { id: '', function: called },
          { id: '', function: called },
        ])
      ).parts,
      ...(await completions.run([{ id: '', function: called }])).parts,
      ...(await toOpenaiResponsesTools(tools).run([item, item])).parts,
    ]
    expect(countOf(parts)).toBe(5)
  })

  it('may be that of another call of the same message, and a message may be repeated', async () => {
    const { run } = toOpenaiTools(
      openChat({ handler: { work: false } }).tools.for(chatRequest('ada'), 'chat-1'),
    )
    const call = { id: 'call-0', function: { name: 'create_video', arguments: JSON.stringify(input) } }
    const first = await run([call, call])
    const again = await run([call, call])
    expect(first.messages.map(({ tool_call_id }) => tool_call_id)).toEqual(['call-0', 'call-0'])
    expect(countOf(first.parts)).toBe(2)
    expect(again.parts.map(videoIdOf)).toEqual(first.parts.map(videoIdOf))
  })
})

describe('a call that was canceled', () => {
  it('orders nothing', async () => {
    const chat = openChat({ limits: { videos: 1 }, handler: { work: false } })
    expect(await chat.call('create_video', input, { signal: AbortSignal.abort() })).toEqual({
      error: expect.stringContaining('Nothing was ordered'),
      code: 'canceled',
    })
    expect(await chat.handler.jobs.list({ owner: 'ada', limit: 10 })).toEqual([])
    expect(await chat.call('create_video', input)).toMatchObject({ type: 'VIDEO_PENDING' })
  })
})

describe('a call that waits', () => {
  /** A video that gets on with every poll, and is never ready. */
  function growing() {
    let progress = 0
    return scriptedAdapter({
      statuses: [() => ({ status: 'processing', progress: Math.min(90, ++progress) })],
    })
  }

  it.each([
    ['throws', () => void thrower()],
    ['rejects', async () => thrower()],
  ])('takes no news from others when its listener %s, and leaves no watcher behind', async (_, onStatus) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const chat = openChat({ handler: { adapters: { main: growing() } } })
    const videoId = videoIdOf(await chat.call('create_video', input))
    const ending = new AbortController()
    const patient = { waitMs: 10_000, signal: ending.signal }
    const waits = [chat.call('check_video', { videoId }, { ...patient, onStatus })]
    await vi.waitFor(() => expect(log).toHaveBeenCalled())
    const seen: unknown[] = []
    const hear = ({ data }: { data: { progress?: number } }) => void seen.push(data.progress)
    waits.push(chat.call('check_video', { videoId }, { ...patient, onStatus: hear }))
    // One that begins when the job is known is told at once, and fails at once.
    waits.push(chat.call('check_video', { videoId }, { ...patient, onStatus }))
    await vi.waitFor(() => expect(new Set(seen).size).toBeGreaterThan(2), 5_000)
    ending.abort()
    for (const part of await Promise.all(waits)) expect(part).toMatchObject({ type: 'VIDEO_PENDING' })
    expect((await chat.handler.jobs.health()).watching).toBe(0)
  })

  it('waits on where it may wait for ever, until the server goes down', async () => {
    const chat = openChat({ handler: { adapters: { main: growing() } } })
    const videoId = videoIdOf(await chat.call('create_video', input))
    const waiting = ['create_video', 'check_video'] as const
    const answers = waiting.map((tool) =>
      chat.call(tool, { ...input, videoId }, { id: 'call-1', waitMs: Number.POSITIVE_INFINITY }),
    )
    await vi.waitFor(async () => expect((await chat.handler.jobs.health()).watching).toBe(2))
    let answered = 0
    for (const answer of answers) void answer.then(() => answered++)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(answered).toBe(0)
    await chat.close()
    for (const part of await Promise.all(answers)) {
      expect(part).toMatchObject({ type: 'VIDEO_PENDING', data: { reference: expect.any(String) } })
    }
    expect(await chat.call('check_video', { videoId })).toMatchObject({
      code: 'unavailable',
      data: { videoId },
    })
  })
})

function thrower(): never {
  throw new Error('The stream is closed.')
}

describe('an error about a video', () => {
  it('names it, and gives the reference where asking again may still give a video', async () => {
    const lost = scriptedAdapter({ create: new Error('socket hang up') })
    const chat = openChat({ handler: { adapters: { main: lost } } })
    const part = await chat.call('create_video', input, { waitMs: 5_000 })
    const [job] = await chat.handler.jobs.list({ owner: 'ada', limit: 1 })
    expect(part).toEqual({
      error: expect.any(String),
      code: 'ambiguous_create',
      data: { videoId: job?.id, reference: expect.stringMatching(/^v1\./) },
    })
  })

  it('does not hide that a video was ordered, whatever comes of the wait for it', async () => {
    const chat = openChat({ handler: { work: false } })
    const { handler } = chat
    const isDown = Response.json({ error: { code: 'unavailable', message: 'Not now.' } }, { status: 503 })
    const failing: VideoHandler = Object.assign(
      async (request: Request) => (request.method === 'POST' ? handler(request) : isDown.clone()),
      { jobs: handler.jobs, close: handler.close },
    )
    const tools = videoTools({ handler: failing, url: '/api/video', authorize: () => 'ada' })
    const [create, check] = tools.for(chatRequest('ada'), 'chat-1')
    const part = await create?.execute(input, { waitMs: 1_000 })
    expect(part).toMatchObject({ type: 'VIDEO_PENDING', data: { reference: expect.any(String) } })
    const videoId = part && videoIdOf(part)
    expect(await check?.execute({ videoId })).toEqual({
      error: 'Not now.',
      code: 'unavailable',
      data: { videoId },
    })
  })
})
