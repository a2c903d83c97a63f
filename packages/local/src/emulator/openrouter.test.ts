import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { OpenRouter } from '@openrouter/sdk'
import { editVideo, extendVideo, generateVideo, type VideoAdapter } from '@reelstate/server'
import { createOpenrouterVideo } from '@reelstate/server/openrouter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectWebhooks } from '../support/collect-webhooks.js'
import { runAdapterContract } from '../support/run-adapter-contract.js'
import { type Emulator, startEmulator } from './start-emulator.js'

runAdapterContract({
  provider: 'openrouter',
  adapter: (emulator, key, webhookSecret) =>
    createOpenrouterVideo(key, { baseURL: emulator.baseURL('openrouter'), webhookSecret }),
  webhooks: 'signed',
})

const PROMPT = 'A red fox crosses the snow'

describe('OpenRouter', () => {
  let emulator: Emulator
  let adapter: ReturnType<typeof createOpenrouterVideo>
  beforeAll(async () => {
    emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
    adapter = createOpenrouterVideo('key', { baseURL: emulator.baseURL('openrouter') })
  })
  afterAll(() => emulator?.close())

  const inputOf = (jobId: string) => emulator.jobs.find(({ id }) => id === jobId)?.input

  it('is spoken by its own SDK, which completes a job and reads its video', async () => {
    const { videoGeneration } = new OpenRouter({
      apiKey: 'key',
      serverURL: emulator.baseURL('openrouter'),
      retryConfig: { strategy: 'none' },
    })
    const { data } = await videoGeneration.listVideosModels()
    expect(data.map(({ id }) => id)).toEqual(['google/veo-3.1'])

    const videoGenerationRequest = { model: 'google/veo-3.1', prompt: PROMPT, duration: 4, size: '1280x720' }
    const { id: jobId, pollingUrl } = await videoGeneration.generate({ videoGenerationRequest })
    expect(pollingUrl).toBe(`${emulator.baseURL('openrouter')}/videos/${jobId}`)
    while ((await videoGeneration.getGeneration({ jobId })).status !== 'completed') await sleep(15)
    const { usage, unsignedUrls } = await videoGeneration.getGeneration({ jobId })
    expect(usage).toEqual({ cost: 0.4, isByok: false })
    const bytes = await new Response(await videoGeneration.getVideoContent({ jobId, index: 0 })).arrayBuffer()
    expect(bytes.byteLength).toBeGreaterThan(100)
    expect((await fetch(`${unsignedUrls?.[0]}`)).status).toBe(401)
  })

  it('is found at its own host, and says what a video cost', async () => {
    const athome = createOpenrouterVideo('key', { fetch: emulator.fetch })
    const { jobId } = await generateVideo({ adapter: athome, prompt: PROMPT, duration: 4 })
    await ended(athome, jobId)
    expect(await athome.getVideoUrl(jobId)).toEqual({
      jobId,
      url: `https://openrouter.ai/api/v1/videos/${jobId}/content?index=0`,
      needsKey: true,
      usage: { cost: 0.4, is_byok: false },
    })
  })

  it('does not want to be asked more often than every ten seconds', () => {
    expect(adapter.pollingFloorMs).toBe(10_000)
  })

  it('sends frames, references and options in its own words', async () => {
    const url = (value: string) => ({ type: 'url', value }) as const
    const { jobId } = await generateVideo({
      adapter,
      prompt: [
        { type: 'text', content: PROMPT },
        { type: 'image', source: { type: 'data', value: 'iVBORw0KGgo=', mimeType: 'image/png' } },
        { type: 'image', source: url('https://a.example/last.png'), metadata: { role: 'last_frame' } },
        { type: 'image', source: url('https://a.example/style.png'), metadata: { role: 'reference' } },
        { type: 'video', source: url('https://a.example/walk.mp4') },
        { type: 'audio', source: url('https://a.example/voice.mp3') },
      ],
      size: '1080x1920',
      duration: 6,
      modelOptions: { audio: true, seed: 7, user: 'user-1', provider: { options: {} }, duration: 60 },
    })
    const first = { url: 'data:image/png;base64,iVBORw0KGgo=' }
    expect(inputOf(jobId)).toEqual({
      model: 'google/veo-3.1',
      prompt: PROMPT,
      size: '1080x1920',
      duration: 6,
      frame_images: [
        { type: 'image_url', image_url: first, frame_type: 'first_frame' },
        { type: 'image_url', image_url: { url: 'https://a.example/last.png' }, frame_type: 'last_frame' },
      ],
      input_references: [
        { type: 'image_url', image_url: { url: 'https://a.example/style.png' } },
        { type: 'video_url', video_url: { url: 'https://a.example/walk.mp4' } },
        { type: 'audio_url', audio_url: { url: 'https://a.example/voice.mp3' } },
      ],
      generate_audio: true,
      seed: 7,
      user: 'user-1',
      provider: { options: {} },
    })
  })

  it('leaves size and length of a model that it does not know to OpenRouter', async () => {
    const other = createOpenrouterVideo('maker/model', 'key', { baseURL: emulator.baseURL('openrouter') })
    const plain = await generateVideo({ adapter: other, prompt: PROMPT })
    expect(inputOf(plain.jobId)).toEqual({ model: 'maker/model', prompt: PROMPT })
    const modelOptions = { aspectRatio: '1:1', resolution: '480p' }
    const square = await generateVideo({ adapter: other, prompt: PROMPT, duration: 7, modelOptions })
    expect(inputOf(square.jobId)).toMatchObject({ duration: 7, aspect_ratio: '1:1', resolution: '480p' })
    expect(emulator.jobs.at(-1)?.size).toBe('480x480')
    const odd = generateVideo({ adapter: other, prompt: PROMPT, size: 'large' })
    await expect(odd).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('edits and extends a video by the job that made it', async () => {
    const { jobId: sourceJobId } = await generateVideo({ adapter, prompt: PROMPT, duration: 4 })
    await ended(adapter, sourceJobId)
    const edited = await editVideo({ adapter, sourceJobId, prompt: 'Make it night' })
    const extended = await extendVideo({ adapter, sourceJobId, prompt: 'It runs on', duration: 6 })
    const base = { model: 'google/veo-3.1', previous_job_id: sourceJobId }
    expect(inputOf(edited.jobId)).toEqual({ ...base, prompt: 'Make it night' })
    expect(inputOf(extended.jobId)).toEqual({ ...base, prompt: 'It runs on', duration: 6 })
    expect(emulator.jobs.at(-1)?.seconds).toBe(10)
  })

  it('promises edits only of models that it knows, and knows a job by a number too', async () => {
    expect(adapter.capabilities.actions).toEqual(['edit', 'extend'])
    const other = createOpenrouterVideo('maker/model', 'key', {
      fetch: async () => Response.json({ id: 42 }),
    })
    expect(other.capabilities.actions).toBeUndefined()
    expect((await other.createVideoJob({ prompt: PROMPT })).jobId).toBe('42')
  })

  it('hears of an end twice under one id, and of a signature with a dot not at all', async () => {
    const secret = emulator.webhookSecret('openrouter')
    const { webhook, capabilities, createVideoJob } = createOpenrouterVideo('key', {
      baseURL: emulator.baseURL('openrouter'),
      webhookSecret: secret,
    })
    expect(capabilities.webhook).toBe(true)
    const post = await collectWebhooks()
    try {
      const { jobId } = await createVideoJob({
        prompt: `${PROMPT} #fault:webhook-duplicate`,
        webhookUrl: post.url,
      })
      await expect.poll(() => post.deliveries.length, { timeout: 20_000 }).toBe(2)
      const reports = await Promise.all(post.deliveries.map((delivery) => webhook?.verify(delivery)))
      expect(reports[0]).toEqual({ jobId, deliveryId: expect.stringMatching(/\S/) })
      expect(reports[1]).toEqual(reports[0])
      const { body } = await post.next()
      const time = Math.floor(Date.now() / 1000)
      const dotted = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex')
      const headers = new Headers({ 'x-openrouter-signature': `t=${time},v1=${dotted}` })
      for (const forged of [headers, new Headers()]) {
        await expect(webhook?.verify({ body, headers: forged })).rejects.toMatchObject({
          code: 'unauthorized',
        })
      }
    } finally {
      await post.close()
    }
  })

  it('promises no webhooks that it could not check', () => {
    expect(adapter.webhook).toBeUndefined()
    expect(adapter.capabilities.webhook).toBe(false)
  })

  it('tells a refused prompt from a refused key', async () => {
    const answering = (error: object) =>
      createOpenrouterVideo('key', { fetch: async () => Response.json({ error }, { status: 403 }) })
    const flagged = answering({ code: 403, message: 'Refused', metadata: { reasons: ['violence'] } })
    await expect(flagged.createVideoJob({ prompt: PROMPT })).rejects.toMatchObject({ code: 'moderated' })
    const limited = answering({ code: 403, message: 'Key limit exceeded' })
    await expect(limited.createVideoJob({ prompt: PROMPT })).rejects.toMatchObject({
      code: 'invalid_options',
    })
  })

  it.each([
    [
      { status: 'completed', unsigned_urls: [] },
      { status: 'failed', errorCode: 'moderated' },
    ],
    [{ status: 'completed' }, { status: 'completed' }],
    [{ status: 'completed', unsigned_urls: [], urls: ['https://a.example/b.mp4'] }, { status: 'completed' }],
    [{ status: 'cancelled' }, { status: 'failed', errorCode: 'canceled' }],
    [
      { status: 'failed', error: 'Out of memory' },
      { status: 'failed', error: 'Out of memory' },
    ],
  ])('reads %j', async (body, expected) => {
    const answering = createOpenrouterVideo('key', { fetch: async () => Response.json(body) })
    expect(await answering.getVideoStatus('job-1')).toEqual(expect.objectContaining(expected))
  })
})

async function ended(adapter: Pick<VideoAdapter, 'getVideoStatus'>, jobId: string): Promise<void> {
  for (;;) {
    const { status } = await adapter.getVideoStatus(jobId)
    if (status === 'completed' || status === 'failed') return
    await sleep(15)
  }
}
