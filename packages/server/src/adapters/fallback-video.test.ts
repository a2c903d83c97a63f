import { VideoError, type VideoErrorCode } from '@reelstate/core/protocol'
import { describe, expect, it } from 'vitest'
import { generateVideo } from '../generate/generate-video.js'
import type { VideoAdapter } from '../provider/video-adapter.js'
import { openProviderVideo } from '../storage/open-provider-video.js'
import { type Script, scriptedAdapter } from '../support/scripted-adapter.js'
import { fallbackVideo } from './fallback-video.js'
import { secondsFrom, secondsOf } from './shared/durations.js'
import { unknownModel } from './shared/unknown-model.js'

const named = (name: string, script: Script = {}, more: Partial<VideoAdapter> = {}) =>
  scriptedAdapter(
    { create: { jobId: `${name}-job`, model: `${name}-1` }, ...script },
    { name, model: `${name}-1`, ...more },
  )
const refusing = (code: VideoErrorCode, details = {}) => ({
  create: new VideoError(code, `It says ${code}.`, details),
})
const notConnected = Object.assign(new TypeError('fetch failed'), {
  cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
})
const order = (adapter: VideoAdapter, more = {}) => generateVideo({ adapter, prompt: 'A pond', ...more })

describe('fallbackVideo', () => {
  it('orders from the first alone where that works', async () => {
    const [a, b] = [named('a'), named('b')]
    expect(await order(fallbackVideo([a, b]))).toMatchObject({ model: 'a-1' })
    expect([a.created.length, b.created.length]).toEqual([1, 0])
  })

  it.each<VideoErrorCode>(['rate_limited', 'unavailable', 'invalid_options', 'unauthorized', 'not_found'])(
    'goes on to the next after %s, which says that there is no job',
    async (code) => {
      const [a, b] = [named('a', refusing(code)), named('b')]
      expect(await order(fallbackVideo([a, b]))).toMatchObject({ model: 'b-1' })
      expect([a.created.length, b.created.length]).toEqual([1, 1])
    },
  )

  it('goes on to the next when the first cannot be reached', async () => {
    const [a, b] = [named('a', { create: notConnected }), named('b')]
    expect(await order(fallbackVideo([a, b]))).toMatchObject({ model: 'b-1' })
  })

  it.each([
    ['ambiguous_create', refusing('ambiguous_create')],
    ['ambiguous_create', { create: new TypeError('fetch failed') }],
    ['bad_response', refusing('bad_response')],
    ['deadline_exceeded', refusing('deadline_exceeded')],
    ['internal', refusing('internal')],
  ])('orders nothing more where a job may exist: %s', async (code, script) => {
    const [a, b] = [named('a', script), named('b')]
    await expect(order(fallbackVideo([a, b]))).rejects.toMatchObject({ code })
    expect([a.created.length, b.created.length]).toEqual([1, 0])
  })

  it.each<VideoErrorCode>(['moderated', 'invalid_input', 'canceled'])(
    'asks nobody else for what was refused for what it is: %s',
    async (code) => {
      const [a, b] = [named('a', refusing(code)), named('b')]
      await expect(order(fallbackVideo([a, b]))).rejects.toMatchObject({ code })
      expect(b.created.length).toBe(0)
    },
  )

  it('says why nobody took the order, and when to come back', async () => {
    const adapter = fallbackVideo([
      named('a', refusing('invalid_options')),
      named('b', refusing('rate_limited', { retryAfterMs: 9000 })),
      named('c', refusing('rate_limited', { retryAfterMs: 4000 })),
    ])
    await expect(order(adapter)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 4000,
      message: expect.stringMatching(/a: It says invalid_options\. b: .* c: /),
    })
  })

  it('gives each adapter the order in its own terms, with the same key', async () => {
    const a = named('a', refusing('rate_limited'), { sizes: ['1280x720'], ...secondsOf([8]) })
    const b = named('b', {}, { sizes: ['1280x720', '64x64'], ...secondsOf([8, 16]) })
    await fallbackVideo([a, b]).createVideoJob({
      prompt: 'A pond',
      idempotencyKey: 'job-1',
      webhookUrl: 'https://app.example/webhook',
      modelOptions: { seed: 7 },
    })
    const input = { prompt: 'A pond', size: '1280x720', duration: 8, modelOptions: { seed: 7 } }
    expect(a.created[0]).toMatchObject({ ...input, model: 'a-1', idempotencyKey: 'job-1' })
    expect(b.created[0]).toMatchObject({ ...input, model: 'b-1', idempotencyKey: 'job-1' })
    // They have no webhook: they are not told of one.
    expect(b.created[0]?.webhookUrl).toBeUndefined()
  })

  it('asks the adapter that made a job about it, also in another process with another order of them', async () => {
    const { jobId } = await order(fallbackVideo([named('a', refusing('rate_limited')), named('b')]))
    const asked: string[] = []
    const b = named(
      'b',
      {},
      {
        getVideoStatus: async (own) => {
          asked.push(`status ${own}`)
          return { jobId: own, status: 'completed' }
        },
        getVideoUrl: async (own) => ({ jobId: own, url: `https://b.example/${own}.mp4` }),
        openContent: async (own) => new Response(own),
      },
    )
    const later = fallbackVideo([named('c'), b, named('a')])
    const kept = JSON.parse(JSON.stringify(jobId))
    expect(await later.getVideoStatus(kept)).toEqual({ jobId, status: 'completed' })
    expect(await later.getVideoUrl(kept)).toEqual({ jobId, url: 'https://b.example/b-job.mp4' })
    expect(await later.cancelVideoJob?.(kept)).toBe('canceled')
    expect(await (await later.openContent?.(kept, {}))?.text()).toBe('b-job')
    expect(asked).toEqual(['status b-job'])
    expect(b.canceled).toEqual(['b-job'])
  })

  it('says that a job cannot be canceled where its adapter cannot', async () => {
    const { cancelVideoJob: _, ...a } = named('a')
    const adapter = fallbackVideo([a, named('b')])
    const { jobId } = await order(adapter)
    expect(await adapter.cancelVideoJob?.(jobId)).toBe('unsupported')
  })

  it('reads a video whose URL needs no key although another adapter’s does', async () => {
    const b = named('b', {}, { openContent: async () => new Response('b') })
    const adapter = fallbackVideo([named('a'), b])
    const { jobId } = await order(adapter)
    expect(await adapter.openContent?.(jobId, {})).toBeUndefined()

    const inside = `data:video/mp4;base64,${Buffer.from('video').toString('base64')}`
    const read = await openProviderVideo({ adapter, jobId, url: inside })
    expect(await new Response(read.read()).text()).toBe('video')
    // The rules of the handler hold.
    const url = 'https://videos.example/a.mp4'
    const elsewhere = openProviderVideo({ adapter, jobId, url, allowHosts: ['other.example'] })
    await expect(elsewhere).rejects.toMatchObject({ code: 'bad_result' })
  })

  it('orders from models of which one is not known, each with its own defaults', async () => {
    const known = named('a', refusing('rate_limited'), { sizes: ['1280x720'], ...secondsOf([4, 8]) })
    const unknown = named('b', {}, unknownModel('b-1', '{ seconds: 5 }'))
    const adapter = fallbackVideo([known, unknown])
    expect(await order(adapter)).toMatchObject({ model: 'b-1' })
    expect(known.created[0]).toMatchObject({ size: '1280x720', duration: 8 })
    expect(unknown.created[0]).toMatchObject({ size: undefined, duration: undefined })
    // What was asked for is not left out in silence.
    await expect(order(adapter, { duration: 4 })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('does not end a job whose adapter is no longer in the list, and does not know one that never was', async () => {
    const { jobId } = await order(fallbackVideo([named('a'), named('b')]))
    const without = fallbackVideo([named('b'), named('c')])
    await expect(async () => without.getVideoStatus(jobId)).rejects.toMatchObject({
      code: 'invalid_options',
      message: expect.stringContaining('"a a-1"'),
    })
    await expect(async () => without.getVideoStatus('never-was')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('works on a video with the adapter that made it, and with no other', async () => {
    const edits = { capabilities: { actions: ['edit'] as const } }
    const a = named('a', refusing('rate_limited'), edits)
    const b = named('b', {}, edits)
    const adapter = fallbackVideo([a, b])
    const { jobId } = await order(adapter)
    await order(adapter, { base: { action: 'edit', jobId } })
    expect(a.created.length).toBe(1)
    expect(b.created[1]?.base).toEqual({ action: 'edit', jobId: 'b-job' })
  })

  it('takes what all of them take, and can do the least of what they can', () => {
    const a = named(
      'a',
      {},
      {
        sizes: ['1280x720', '720x1280'],
        ...secondsFrom(3, 10),
        inputParts: ['image', 'video'],
        maxPromptLength: 500,
        pollingFloorMs: 2000,
        capabilities: {
          progress: 'percent',
          cancel: 'running',
          resume: true,
          webhook: true,
          idempotency: true,
        },
      },
    )
    const b = named(
      'b',
      {},
      {
        sizes: ['720x1280', '64x64'],
        ...secondsOf([4, 8, 12]),
        inputParts: ['image'],
        pollingFloorMs: 5000,
        capabilities: { progress: 'queue', cancel: 'queued', resume: true },
      },
    )
    const adapter = fallbackVideo([a, b])
    expect(adapter).toMatchObject({
      sizes: ['720x1280'],
      inputParts: ['image'],
      maxPromptLength: 500,
      pollingFloorMs: 5000,
      capabilities: { progress: 'none', cancel: 'queued', resume: true, webhook: false, actions: [] },
    })
    expect(adapter.capabilities?.idempotency).toBeUndefined()
    expect(adapter.availableDurations?.()).toEqual({ kind: 'discrete', values: [4, 8] })
    expect([adapter.snapDuration?.(6), adapter.snapDuration?.(20)]).toEqual([4, 8])
  })

  it.each([
    { size: '1280x720' },
    { duration: 12 },
    {
      prompt: [
        { type: 'text', content: 'A pond' },
        { type: 'video', source: { type: 'url', value: 'https://v.example/a.mp4' } },
      ],
    },
  ])('refuses what one of them does not take, before anything is ordered: %o', async (more) => {
    const a = named('a', {}, { inputParts: ['video'] })
    const b = named('b', {}, { sizes: ['64x64'], ...secondsOf([4, 8]) })
    await expect(order(fallbackVideo([a, b]), more)).rejects.toMatchObject({ code: 'invalid_input' })
    expect([a.created.length, b.created.length]).toEqual([0, 0])
  })

  it('knows any number of seconds in what two ranges have in common', () => {
    const range = (min: number, max: number): Partial<VideoAdapter> => ({
      availableDurations: () => ({ kind: 'range', min, max, unit: 'seconds' }),
    })
    const adapter = fallbackVideo([named('a', {}, range(2, 8)), named('b', {}, range(4, 12)), named('c')])
    expect(adapter.availableDurations?.()).toEqual({ kind: 'mixed', values: [], range: { min: 4, max: 8 } })
    expect([1, 5.5, 20].map((seconds) => adapter.snapDuration?.(seconds))).toEqual([4, 5.5, 8])
  })

  it.each([
    ['another adapter', () => [named('a')]],
    ['same model', () => [named('a'), named('a')]],
    ['no size in common', () => [named('a', {}, { sizes: ['1x1'] }), named('b', {}, { sizes: ['2x2'] })]],
    ['no duration in common', () => [named('a', {}, secondsOf([4])), named('b', {}, secondsOf([5]))]],
  ])('refuses adapters that cannot stand in for each other: %s', (why, adapters) => {
    expect(() => fallbackVideo(adapters())).toThrow(why === 'another adapter' ? /no other adapter/ : why)
  })

  it('finds a lost order at each of them, where all have a list', async () => {
    const listing = (jobId: string) => ({ findVideoJobs: async () => [{ jobId }] })
    const adapter = fallbackVideo([named('a', {}, listing('one')), named('b', {}, listing('two'))])
    const found = await adapter.findVideoJobs?.({ prompt: 'A pond', since: new Date() })
    expect(new Set(found?.map(({ jobId }) => jobId)).size).toBe(2)
    expect(fallbackVideo([named('a', {}, listing('one')), named('b')]).findVideoJobs).toBeUndefined()
  })
})
