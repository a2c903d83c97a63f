import { setTimeout as sleep } from 'node:timers/promises'
import { editVideo, extendVideo, generateVideo } from '@reelstate/server'
import { createLumaVideo, type LumaVideoAdapter } from '@reelstate/server/luma'
import LumaAI from 'lumaai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answeringFetch } from '../support/answering-fetch.js'
import { collectWebhooks } from '../support/collect-webhooks.js'
import { runAdapterContract } from '../support/run-adapter-contract.js'
import { type Emulator, startEmulator } from './start-emulator.js'

runAdapterContract({
  provider: 'luma',
  adapter: (emulator, key) => createLumaVideo(key, { baseURL: emulator.baseURL('luma') }),
  webhooks: 'unsigned',
  lists: true,
})

const PROMPT = 'A red fox crosses the snow'
const IMAGE = { type: 'url', value: 'https://images.example/fox.png' } as const

describe('Luma', () => {
  let emulator: Emulator
  let adapter: LumaVideoAdapter
  beforeAll(async () => {
    emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
    adapter = createLumaVideo('key', { baseURL: emulator.baseURL('luma') })
  })
  afterAll(() => emulator?.close())

  const inputOf = (jobId: string) => emulator.jobs.find(({ id }) => id === jobId)?.input
  async function completed() {
    const { jobId } = await generateVideo({ adapter, prompt: PROMPT })
    while ((await adapter.getVideoStatus(jobId)).status !== 'completed') await sleep(15)
    return jobId
  }

  it('is spoken by its own SDK, which completes a job, lists and deletes it', async () => {
    const luma = new LumaAI({ authToken: 'key', baseURL: emulator.baseURL('luma'), maxRetries: 0 })
    const order = { model: 'ray-2', prompt: PROMPT, duration: '5s', resolution: '540p' } as const
    const { id = '' } = await luma.generations.create({ ...order, aspect_ratio: '9:16' })
    let generation = await luma.generations.get(id)
    while (generation.state !== 'completed') {
      await sleep(15)
      generation = await luma.generations.get(id)
    }
    const video = await fetch(`${generation.assets?.video}`)
    expect(video.headers.get('content-type')).toBe('video/mp4')
    expect(emulator.jobs.find((job) => job.id === id)).toMatchObject({ size: '540x960', seconds: 5 })

    const larger = await luma.generations.upscale(id, { resolution: '1080p' })
    expect(emulator.jobs.find((job) => job.id === larger.id)?.size).toBe('1080x1920')
    const { generations } = await luma.generations.list({ limit: 2 })
    expect(generations.map((one) => one.id)).toEqual([larger.id, id])
    await luma.generations.delete(id)
    await expect(luma.generations.get(id)).rejects.toThrow(LumaAI.NotFoundError)
  })

  it('puts images where a video begins and ends', async () => {
    const image = { type: 'image', source: IMAGE } as const
    const prompt = [
      { type: 'text', content: PROMPT },
      image,
      { ...image, metadata: { role: 'last_frame' } },
    ] as const
    const modelOptions = { loop: true, aspectRatio: '1:1' }
    const { jobId } = await generateVideo({ adapter, prompt, size: '1280x720', duration: 9, modelOptions })
    expect(inputOf(jobId)).toMatchObject({
      keyframes: { frame0: { type: 'image', url: IMAGE.value }, frame1: { type: 'image', url: IMAGE.value } },
      duration: '9s',
      loop: true,
      aspect_ratio: '1:1',
      resolution: '720p',
    })
  })

  it('refuses images that Luma cannot fetch, and references, before anything is sent', async () => {
    const before = emulator.requests.length
    const bytes = { type: 'data', value: 'iVBORw0KGgo=', mimeType: 'image/png' } as const
    const refused = [
      { type: 'image', source: bytes },
      { type: 'image', source: IMAGE, metadata: { role: 'reference' } },
    ] as const
    for (const part of refused) {
      const prompt = [{ type: 'text', content: PROMPT }, part] as const
      await expect(generateVideo({ adapter, prompt })).rejects.toMatchObject({ code: 'invalid_input' })
    }
    // @ts-expect-error ray-2 makes 5 or 9 seconds.
    const long = generateVideo({ adapter, prompt: PROMPT, duration: 8 })
    await expect(long).rejects.toMatchObject({ code: 'invalid_input' })
    expect(emulator.requests.length).toBe(before)
  })

  const done = { state: 'completed', assets: { video: 'https://videos.example/a.mp4' } }
  const edit = { prompt: PROMPT, base: { action: 'edit', jobId: 'job-1' } } as const

  it('lets no option take the place of what is ordered, and knows a job by a number', async () => {
    const { asked, send } = answeringFetch({ id: 7 }, done, { id: 'job-3' })
    const fake = createLumaVideo('key', { fetch: send })
    const modelOptions = { prompt: 'Frogs', model: 'dear', duration: '9s', media: {}, resolution: '540p' }
    const order = { prompt: PROMPT, size: '1280x720', duration: 5, modelOptions }
    expect((await fake.createVideoJob(order)).jobId).toBe('7')
    const made = { prompt: PROMPT, model: 'ray-2', duration: '5s', aspect_ratio: '16:9', resolution: '540p' }
    expect(await asked[0]?.json()).toMatchObject(made)
    await fake.createVideoJob({ ...edit, modelOptions })
    expect(await asked[2]?.json()).toMatchObject({ prompt: PROMPT, media: { url: done.assets.video } })
  })

  it('changes no video without an image of the prompt', async () => {
    const { asked, send } = answeringFetch(done)
    const last = { type: 'image', source: IMAGE, metadata: { role: 'last_frame' } } as const
    const ordered = createLumaVideo('key', { fetch: send }).createVideoJob({ ...edit, parts: [last] })
    await expect(ordered).rejects.toMatchObject({ code: 'invalid_input' })
    expect(asked.map(({ method }) => method)).toEqual(['GET'])
  })

  it('says that nothing was ordered when it cannot ask for the video to change', async () => {
    const { send } = answeringFetch(new TypeError('fetch failed'))
    const ordered = createLumaVideo('key', { fetch: send }).createVideoJob(edit)
    await expect(ordered).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('does not take a job for canceled that it could not delete', async () => {
    const { send } = answeringFetch({ state: 'dreaming' }, 500, 404)
    const fake = createLumaVideo('key', { fetch: send })
    await expect(fake.cancelVideoJob?.('job-1')).rejects.toMatchObject({ code: 'unavailable' })
    await expect(fake.getVideoStatus('job-1')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('finds a lost order only among jobs of its model that have an id', async () => {
    const created_at = new Date().toISOString()
    const generation = (model: string, id?: string) => ({
      id,
      created_at,
      request: { prompt: PROMPT, model },
    })
    const { send } = answeringFetch({
      generations: [generation('ray-2'), generation('ray-flash-2', 'a'), generation('ray-2', 'b')],
    })
    const lost = { prompt: PROMPT, since: new Date(Date.now() - 1000) }
    const found = await createLumaVideo('key', { fetch: send }).findVideoJobs?.(lost)
    expect(found).toEqual([{ jobId: 'b' }])
  })

  it('goes on from a video, and changes one', async () => {
    const sourceJobId = await completed()
    const extended = await extendVideo({ adapter, sourceJobId, prompt: 'It sits down' })
    expect(inputOf(extended.jobId)).toMatchObject({
      keyframes: { frame0: { type: 'generation', id: sourceJobId } },
    })
    const edited = await editVideo({
      adapter,
      sourceJobId,
      prompt: 'Make it night',
      modelOptions: { mode: 'adhere_2' },
    })
    expect(inputOf(edited.jobId)).toMatchObject({
      generation_type: 'modify_video',
      media: { url: expect.stringContaining(sourceJobId) },
      mode: 'adhere_2',
    })
  })

  it('reports at the start and at the end, to where the job says', async () => {
    const post = await collectWebhooks()
    // Long enough to be seen running.
    const slow = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 1_000 } })
    try {
      const slowly = createLumaVideo('key', { baseURL: slow.baseURL('luma') })
      const { jobId } = await slowly.createVideoJob({ prompt: PROMPT, webhookUrl: post.url })
      const started = await post.next()
      const finished = await post.after(started)
      const read = ({ body }: { body: Uint8Array }) => JSON.parse(new TextDecoder().decode(body))
      expect(read(started)).toMatchObject({ id: jobId, state: 'dreaming' })
      expect(read(finished)).toMatchObject({ id: jobId, state: 'completed' })
      const reports = [await adapter.webhook?.verify(started), await adapter.webhook?.verify(finished)]
      expect(new Set(reports.map((report) => report?.deliveryId)).size).toBe(2)
      const stray = { body: new TextEncoder().encode('[]'), headers: new Headers() }
      await expect(adapter.webhook?.verify(stray)).rejects.toMatchObject({ code: 'invalid_input' })
    } finally {
      await slow.close()
      await post.close()
    }
  })

  it('deletes what it cannot stop, and does not call that canceled by Luma', async () => {
    const slow = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 60_000 } })
    try {
      const open = () => createLumaVideo('key', { baseURL: slow.baseURL('luma') })
      const slowly = open()
      const { jobId } = await generateVideo({ adapter: slowly, prompt: PROMPT })
      expect(await slowly.cancelVideoJob?.(jobId)).toBe('requested')
      expect(await slowly.getVideoStatus(jobId)).toMatchObject({ status: 'failed', errorCode: 'canceled' })
      expect(await slowly.cancelVideoJob?.(jobId)).toBe('requested')
      await expect(open().getVideoStatus(jobId)).rejects.toMatchObject({ code: 'not_found' })
    } finally {
      await slow.close()
    }
  })
})
