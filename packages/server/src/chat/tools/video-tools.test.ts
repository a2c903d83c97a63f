import { afterEach, describe, expect, it, vi } from 'vitest'
import { memoryStore } from '../../stores/memory-store.js'
import { scriptedAdapter } from '../../support/scripted-adapter.js'
import { openChat, videoIdOf } from '../support/chat.js'

const input = { prompt: 'A fox in the snow' }
afterEach(() => {
  vi.restoreAllMocks()
})

describe('create_video', () => {
  it('answers at once with what a page follows the video by', async () => {
    const chat = openChat()
    const part = await chat.call('create_video', input)
    expect(part).toEqual({
      type: 'VIDEO_PENDING',
      data: {
        videoId: expect.stringMatching(/^vid_[0-9a-f]{32}$/),
        reference: expect.stringMatching(/^v1\./),
        status: 'pending',
        message: expect.stringContaining('check_video'),
      },
    })
    const { reference } = (part as { data: { reference: string } }).data
    const followed = new Request(`https://app.example/api/video?ref=${reference}`, {
      headers: { 'x-user': 'ada' },
    })
    expect(await (await chat.handler(followed)).json()).toMatchObject({ jobId: videoIdOf(part) })
  })

  it('may wait for the video, and tells how it is meanwhile', async () => {
    let hear = (_: number | undefined) => {}
    const heard = new Promise<number | undefined>((resolve) => {
      hear = resolve
    })
    const ready = () => heard.then(() => ({ status: 'completed' as const }))
    const adapter = scriptedAdapter({ statuses: [{ status: 'processing', progress: 40 }, ready] })
    const chat = openChat({ handler: { adapters: { main: adapter } } })
    const part = await chat.call('create_video', input, {
      waitMs: 5_000,
      onStatus: ({ data }) => {
        if (data.progress !== undefined) hear(data.progress)
      },
    })
    expect(part).toMatchObject({
      type: 'CHAT_VIDEO',
      data: { videoUrl: expect.stringMatching(/^\/api\/video\?video=/) },
    })
    expect(await heard).toBe(40)
  })

  it.each<[string, unknown, RegExp]>([
    ['no prompt', {}, /prompt is missing/],
    ['an empty prompt', { prompt: ' ' }, /prompt is " "/],
    ['seconds that are none', { ...input, seconds: 'long' }, /seconds is "long"/],
    ['a text in place of an object', '{"prompt"', /The input is/],
    ['a size that the model does not make', { ...input, size: '9x9' }, /The size "9x9" is not one/],
  ])('says what is wrong with %s, and counts nothing', async (_, wrong, message) => {
    const adapter = scriptedAdapter({}, { sizes: ['1280x720'] })
    const chat = openChat({ limits: { videos: 1 }, handler: { adapters: { main: adapter }, work: false } })
    expect(await chat.call('create_video', wrong)).toEqual({
      error: expect.stringMatching(message),
      code: 'invalid_input',
    })
    expect(await chat.call('create_video', input)).toMatchObject({ type: 'VIDEO_PENDING' })
  })

  it('keeps the checks of the handler: its prompts, its limits, and who may ask', async () => {
    const chat = openChat({
      handler: {
        work: false,
        limits: { concurrent: 1 },
        validatePrompt: (prompt) => (prompt.includes('gun') ? 'No weapons here.' : null),
      },
    })
    const refusals = [
      await chat.call('create_video', { prompt: 'A gun' }),
      await chat.call('create_video', input, { user: '' }),
    ]
    expect(refusals).toEqual([
      { error: 'No weapons here.', code: 'moderated' },
      { error: expect.stringContaining('Sign in'), code: 'unauthorized' },
    ])
    await chat.call('create_video', input)
    expect(await chat.call('create_video', input)).toMatchObject({ code: 'rate_limited' })
  })

  it('keeps to itself what broke on the server', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const store = memoryStore()
    const chat = openChat({ handler: { work: false, store } })
    store.record = () => Promise.reject(new Error('password=hunter2'))
    const part = await chat.call('create_video', input)
    expect(part).toEqual({ error: 'The server failed. Its log says more.', code: 'internal' })
    expect(log).toHaveBeenCalledOnce()
  })
})

describe('check_video', () => {
  it('tells of a video in the making, and gives it once it is ready', async () => {
    const statuses = [
      { status: 'processing' as const, progress: 30 },
      { status: 'processing' as const, progress: 30 },
    ]
    let ready = false
    const adapter = scriptedAdapter()
    adapter.getVideoStatus = async (jobId) =>
      ready ? { jobId, status: 'completed' } : { jobId, ...statuses[0], status: 'processing' }
    const chat = openChat({ handler: { adapters: { main: adapter } } })
    const videoId = videoIdOf(await chat.call('create_video', input))
    await vi.waitFor(async () =>
      expect(await chat.call('check_video', { videoId })).toMatchObject({
        type: 'VIDEO_PENDING',
        data: { videoId, status: 'processing', progress: 30, message: expect.stringContaining('30 % done') },
      }),
    )
    const waiting = chat.call('check_video', { videoId }, { waitMs: 5_000 })
    ready = true
    const part = await waiting
    expect(part).toEqual({
      type: 'CHAT_VIDEO',
      data: {
        videoId,
        videoUrl: expect.stringMatching(/^\/api\/video\?video=v1\./),
        reference: expect.stringMatching(/^v1\./),
        expiresAt: expect.any(Number),
      },
    })
  })

  it('tells why a video failed', async () => {
    const failed = { status: 'failed', error: 'Too violent.', errorCode: 'moderated' } as const
    const chat = openChat({ handler: { adapters: { main: scriptedAdapter({ statuses: [failed] }) } } })
    const videoId = videoIdOf(await chat.call('create_video', input))
    expect(await chat.call('check_video', { videoId }, { waitMs: 5_000 })).toEqual({
      error: 'Too violent.',
      code: 'moderated',
      data: { videoId },
    })
  })

  it('waits no longer than it may, and not at all once that is pointless', async () => {
    const chat = openChat({ waitMs: 60 })
    const videoId = videoIdOf(await chat.call('create_video', input))
    const startedAt = performance.now()
    expect(await chat.call('check_video', { videoId })).toMatchObject({ type: 'VIDEO_PENDING' })
    expect(performance.now() - startedAt).toBeGreaterThan(50)
    const signal = AbortSignal.timeout(30)
    expect(await chat.call('check_video', { videoId }, { waitMs: 60_000, signal })).toMatchObject({
      type: 'VIDEO_PENDING',
    })
  })

  it('follows a video on that was given up', async () => {
    const chat = openChat({ handler: { maxDuration: 300 } })
    const videoId = videoIdOf(await chat.call('create_video', input))
    await vi.waitFor(async () => expect((await chat.handler.jobs.get(videoId))?.state).toBe('expired'))
    const polls = chat.adapter.polls.length
    expect(await chat.call('check_video', { videoId })).toMatchObject({ type: 'VIDEO_PENDING' })
    await vi.waitFor(() => expect(chat.adapter.polls.length).toBeGreaterThan(polls))
  })
})

describe('cancel_video', () => {
  it('stops the video at the provider, and says so from then on', async () => {
    const chat = openChat()
    const videoId = videoIdOf(await chat.call('create_video', input))
    await vi.waitFor(async () => expect((await chat.handler.jobs.get(videoId))?.state).toBe('running'))
    expect(await chat.call('cancel_video', { videoId })).toEqual({
      type: 'VIDEO_CANCELED',
      data: { videoId, outcome: 'canceled', message: 'The video was canceled.' },
    })
    expect(chat.adapter.canceled).toEqual(['job-1'])
    expect(await chat.call('check_video', { videoId })).toEqual({
      error: 'The video was canceled.',
      code: 'canceled',
      data: { videoId },
    })
  })

  it.each([
    ['the provider answers neither yes nor no', { statuses: [{ status: 'processing' as const }] }, 'running'],
    ['the order got no answer', { create: new Error('socket hang up') }, 'unknown'],
  ])('claims nothing where %s', async (_, script, state) => {
    const undecided = scriptedAdapter(script, { cancelVideoJob: async () => 'perhaps' as never })
    const chat = openChat({ handler: { adapters: { main: undecided } } })
    const videoId = videoIdOf(await chat.call('create_video', input))
    await vi.waitFor(async () => expect((await chat.handler.jobs.get(videoId))?.state).toBe(state))
    const message = 'It is not known whether the video was stopped. It may still be billed.'
    expect(await chat.call('cancel_video', { videoId })).toEqual({
      type: 'VIDEO_CANCELED',
      data: { videoId, outcome: 'requested', message },
    })
  })
})

describe('a video of another conversation', () => {
  it.each(['check_video', 'cancel_video'] as const)('does not exist for %s', async (tool) => {
    const chat = openChat({ handler: { work: false } })
    const videoId = videoIdOf(await chat.call('create_video', input))
    const none = await chat.call(tool, { videoId: 'vid_0' })
    expect(none).toEqual({ error: 'There is no such job, or it is not yours.', code: 'not_found' })
    expect(await chat.call(tool, { videoId }, { chat: 'chat-2' })).toEqual(none)
    expect(await chat.call(tool, { videoId }, { user: 'eve' })).toEqual(none)
    expect(await chat.call(tool, { videoId }, { user: '' })).toMatchObject({ code: 'unauthorized' })
    expect((await chat.handler.jobs.get(videoId))?.cancel).toBeUndefined()
  })
})
