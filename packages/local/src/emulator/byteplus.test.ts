import { setTimeout as sleep } from 'node:timers/promises'
import { generateVideo } from '@reelstate/server'
import { type ByteplusVideoAdapter, createByteplusVideo } from '@reelstate/server/byteplus'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectWebhooks } from '../support/collect-webhooks.js'
import { runAdapterContract } from '../support/run-adapter-contract.js'
import { type Emulator, startEmulator } from './start-emulator.js'

runAdapterContract({
  provider: 'byteplus',
  adapter: (emulator, key) => createByteplusVideo(key, { baseURL: emulator.baseURL('byteplus') }),
  webhooks: 'unsigned',
})

const PROMPT = 'A red fox crosses the snow'
const DAY_MS = 24 * 3_600_000
const IMAGE = { type: 'url', value: 'https://images.example/fox.png' } as const

describe('BytePlus', () => {
  let emulator: Emulator
  let adapter: ByteplusVideoAdapter<'dreamina-seedance-2-0-260128'>
  beforeAll(async () => {
    emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
    adapter = createByteplusVideo('key', { baseURL: emulator.baseURL('byteplus') })
  })
  afterAll(() => emulator?.close())

  const inputOf = (jobId: string) => emulator.jobs.find(({ id }) => id === jobId)?.input

  it('is found at its own host, and says what was counted and until when the video is kept', async () => {
    const athome = createByteplusVideo('key', { fetch: emulator.fetch })
    const { jobId } = await generateVideo({ adapter: athome, prompt: PROMPT, size: '1920x1080', duration: 5 })
    while ((await athome.getVideoStatus(jobId)).status !== 'completed') await sleep(15)
    const { expiresAt, usage } = await athome.getVideoUrl(jobId)
    expect(Math.abs(Number(expiresAt) - Date.now() - DAY_MS)).toBeLessThan(60_000)
    expect(usage).toEqual({ completion_tokens: 243_000, total_tokens: 243_000 })
    expect(inputOf(jobId)).toMatchObject({ ratio: '16:9', resolution: '1080p', duration: 5 })
  })

  it('keeps the record of a job that runs or has ended when it is to be stopped', async () => {
    const slow = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 1_500 } })
    try {
      const slowly = createByteplusVideo('key', { baseURL: slow.baseURL('byteplus') })
      const { jobId } = await generateVideo({ adapter: slowly, prompt: PROMPT })
      expect(await slowly.cancelVideoJob?.(jobId)).toBe('unsupported')
      while ((await slowly.getVideoStatus(jobId)).status !== 'completed') await sleep(15)
      expect(await slowly.cancelVideoJob?.(jobId)).toBe('too_late')
      expect((await slowly.getVideoStatus(jobId)).status).toBe('completed')
      expect(slow.requests.some(({ method }) => method === 'DELETE')).toBe(false)
    } finally {
      await slow.close()
    }
  })

  it('stops a job that waits, and knows it for canceled', async () => {
    const slow = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 60_000, runMs: 50 } })
    try {
      const open = () => createByteplusVideo('key', { baseURL: slow.baseURL('byteplus') })
      const { jobId } = await generateVideo({ adapter: open(), prompt: PROMPT })
      expect(await open().cancelVideoJob?.(jobId)).toBe('canceled')
      expect(await open().getVideoStatus(jobId)).toMatchObject({ status: 'failed', errorCode: 'canceled' })
      expect(await open().cancelVideoJob?.(jobId)).toBe('canceled')
      // It cannot be stopped although it waits.
      const firm = await generateVideo({ adapter: open(), prompt: `${PROMPT} #fault:cancel-too-late` })
      expect(await open().cancelVideoJob?.(firm.jobId)).toBe('unsupported')
    } finally {
      await slow.close()
    }
  })

  it('has a stop that was not heard asked for again', async () => {
    const answers = [Response.json({ id: 'cgt-1', status: 'queued' }), new Response('', { status: 429 })]
    const busy = createByteplusVideo('key', { fetch: async () => answers.shift() ?? Response.error() })
    await expect(busy.cancelVideoJob?.('cgt-1')).rejects.toMatchObject({ code: 'rate_limited' })
  })

  it('takes frames, and references, and not both', async () => {
    const text = { type: 'text', content: PROMPT } as const
    const first = { type: 'image', source: IMAGE } as const
    const like = { type: 'image', source: IMAGE, metadata: { role: 'reference' } } as const
    const clip = { type: 'video', source: { type: 'url', value: 'https://videos.example/a.mp4' } } as const
    const modelOptions = { audio: false, cameraFixed: true, seed: 7, unheard_of: 1 }
    const framed = await generateVideo({ adapter, prompt: [text, first], modelOptions })
    expect(inputOf(framed.jobId)).toMatchObject({
      content: [
        { type: 'text', text: PROMPT },
        { type: 'image_url', image_url: { url: IMAGE.value }, role: 'first_frame' },
      ],
      generate_audio: false,
      camera_fixed: true,
      seed: 7,
      unheard_of: 1,
    })
    const referring = await generateVideo({ adapter, prompt: [text, like, clip] })
    expect(inputOf(referring.jobId)).toMatchObject({
      content: [{}, { role: 'reference_image' }, { type: 'video_url', role: 'reference_video' }],
    })
    await expect(generateVideo({ adapter, prompt: [text, first, clip] })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('not both'),
    })
  })

  it('lets no option take the place of what is ordered, and knows a job by a number', async () => {
    const sent: unknown[] = []
    const fake = createByteplusVideo('key', {
      fetch: async (_, init) => {
        sent.push(JSON.parse(`${init?.body}`))
        return Response.json({ id: 7 })
      },
    })
    const modelOptions = { content: [], model: 'dear', duration: 15, callback_url: 'https://a.example' }
    const webhookUrl = 'https://app.example/webhook'
    const order = { prompt: PROMPT, duration: 5, webhookUrl, modelOptions }
    expect((await fake.createVideoJob(order)).jobId).toBe('7')
    const content = [{ type: 'text', text: PROMPT }]
    expect(sent).toEqual([{ model: fake.model, content, duration: 5, callback_url: webhookUrl }])
    const odd = { type: 'image', source: IMAGE, metadata: { role: 'style' as 'reference' } } as const
    const ordered = fake.createVideoJob({ prompt: PROMPT, parts: [odd] })
    await expect(ordered).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('refuses sizes and parts that the model does not take', async () => {
    const fast = createByteplusVideo('dreamina-seedance-2-0-fast-260128', 'key')
    // @ts-expect-error the fast model makes at most 720 lines.
    const large = generateVideo({ adapter: fast, prompt: PROMPT, size: '1920x1080' })
    await expect(large).rejects.toMatchObject({ code: 'invalid_input' })
    const older = createByteplusVideo('seedance-1-5-pro-251215', 'key')
    const like = { type: 'image', source: IMAGE, metadata: { role: 'reference' } } as const
    const prompt = [{ type: 'text', content: PROMPT }, like] as const
    await expect(generateVideo({ adapter: older, prompt })).rejects.toMatchObject({
      message: expect.stringContaining('takes no reference images'),
    })
  })

  it('tells a video that was deleted after a day from one that was withheld', async () => {
    const task = (updated_at: number) => ({ id: 'cgt-1', status: 'succeeded', content: {}, updated_at })
    const now = Date.now() / 1000
    const answering = (body: object) => createByteplusVideo('key', { fetch: async () => Response.json(body) })
    expect(await answering(task(now - 60)).getVideoStatus('cgt-1')).toMatchObject({
      status: 'failed',
      errorCode: 'moderated',
    })
    const old = answering(task(now - 90_000))
    expect((await old.getVideoStatus('cgt-1')).status).toBe('completed')
    await expect(old.getVideoUrl('cgt-1')).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('24 hours'),
    })
  })

  it('reports in the same form as it answers', async () => {
    const post = await collectWebhooks()
    try {
      const { jobId } = await adapter.createVideoJob({ prompt: PROMPT, webhookUrl: post.url })
      const delivered = await post.next()
      const body = JSON.parse(new TextDecoder().decode(delivered.body))
      expect(body).toMatchObject({ id: jobId, status: expect.stringMatching(/running|succeeded/) })
      expect(await adapter.webhook?.verify(delivered)).toMatchObject({ jobId })
    } finally {
      await post.close()
    }
  })
})
