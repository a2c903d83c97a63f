import { generateVideo } from '@reelstate/server'
import { createFalVideo, type FalVideoOptions, falVideo } from '@reelstate/server/fal'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { endingOf } from '../support/ending-of.js'
import { type Emulator, startEmulator } from './start-emulator.js'

const VEO = 'fal-ai/veo3.1'
const IMAGE = { type: 'url', value: 'https://media.example/fox.png' } as const
const LAST = { type: 'data', value: 'aGk=', mimeType: 'image/png' } as const

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
})
afterAll(() => emulator?.close())

const adapterOf = (model: string, options: FalVideoOptions = {}) =>
  createFalVideo(model, 'key', { fetch: emulator.fetch, ...options })
const lastJob = () => emulator.jobs.at(-1)

describe('an order of fal', () => {
  test('is sent once, to fal alone, and asks fal for no retries', async () => {
    const send = vi.fn<typeof fetch>(emulator.fetch)
    const webhookUrl = 'http://127.0.0.1:9/webhook?job=1&sign=a+b'
    await adapterOf(VEO, { fetch: send }).createVideoJob({ prompt: 'A fox', webhookUrl })
    expect(send).toHaveBeenCalledTimes(1)
    const [url, init] = send.mock.calls[0] ?? []
    expect(`${url}`).toBe(`https://queue.fal.run/${VEO}?fal_webhook=${encodeURIComponent(webhookUrl)}`)
    expect(init).toMatchObject({ headers: { authorization: 'Key key', 'x-fal-no-retry': '1' } })
  })

  test('is in the words of a known model', async () => {
    const options = {
      audio: false,
      seed: 7,
      negativePrompt: 'rain',
      style: 'anime',
      safety_tolerance: '2',
      duration: '8s',
    }
    await generateVideo({
      adapter: adapterOf(VEO),
      prompt: 'A fox',
      size: '1080x1920',
      duration: 6,
      // What the order says itself stays as it is.
      modelOptions: options,
    })
    expect(lastJob()?.input).toEqual({
      prompt: 'A fox',
      aspect_ratio: '9:16',
      resolution: '1080p',
      duration: '6s',
      generate_audio: false,
      seed: 7,
      negative_prompt: 'rain',
      style: 'anime',
      safety_tolerance: '2',
    })
  })

  test('for what a known model cannot make does not compile, and is not sent', async () => {
    const adapter = createFalVideo(VEO, 'key', { fetch: emulator.fetch })
    const before = emulator.requests.length
    const refused = { code: 'invalid_input' }
    // @ts-expect-error Veo makes no squares.
    const square = generateVideo({ adapter, prompt: 'A fox', size: '512x512' })
    await expect(square).rejects.toMatchObject(refused)
    // @ts-expect-error Veo makes videos of 4, 6 and 8 s.
    const odd = generateVideo({ adapter, prompt: 'A fox', duration: 5 })
    await expect(odd).rejects.toMatchObject(refused)
    // @ts-expect-error A seed is a number.
    const lucky = generateVideo({ adapter, prompt: 'A fox', modelOptions: { seed: 'lucky' } })
    await expect(lucky).rejects.toMatchObject(refused)
    expect(emulator.requests.length).toBe(before)
  })

  test('for an unknown model holds what modelOptions hold, and refuses a size that would be lost', async () => {
    const adapter = adapterOf('acme/film-1/text-to-video')
    await generateVideo({ adapter, prompt: 'A fox', modelOptions: { aspect_ratio: '1:1' } })
    expect(lastJob()?.input).toEqual({ prompt: 'A fox', aspect_ratio: '1:1' })
    const before = emulator.requests.length
    const refused = { code: 'invalid_input', message: expect.stringContaining('modelOptions') }
    await expect(generateVideo({ adapter, prompt: 'A fox', size: '64x64' })).rejects.toMatchObject(refused)
    await expect(generateVideo({ adapter, prompt: 'A fox', duration: 5 })).rejects.toMatchObject(refused)
    expect(emulator.requests.length).toBe(before)
  })

  const first = { type: 'image', source: IMAGE } as const
  const last = { type: 'image', source: LAST, metadata: { role: 'last_frame' } } as const
  const reference = { type: 'image', source: IMAGE, metadata: { role: 'reference' } } as const
  const DATA_URL = 'data:image/png;base64,aGk='
  const KLING = 'fal-ai/kling-video/v2.5-turbo/pro/text-to-video'
  const TO_VIDEO = 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video'

  test.each([
    [VEO, [first], `${VEO}/image-to-video`, { image_url: IMAGE.value }],
    [
      VEO,
      [first, last],
      `${VEO}/first-last-frame-to-video`,
      { first_frame_url: IMAGE.value, last_frame_url: DATA_URL },
    ],
    [VEO, [reference, reference], `${VEO}/reference-to-video`, { image_urls: [IMAGE.value, IMAGE.value] }],
    [KLING, [first, last], TO_VIDEO, { image_url: IMAGE.value, tail_image_url: DATA_URL }],
    ['acme/film', [first, last], 'acme/film', { image_url: IMAGE.value, end_image_url: DATA_URL }],
  ])('with images of %s goes where images go, and is asked about under the app: %#', async (...row) => {
    const [model, parts, endpoint, fields] = row
    const adapter = adapterOf(model)
    const { jobId } = await adapter.createVideoJob({ prompt: 'A fox', parts })
    expect(lastJob()).toMatchObject({ model: endpoint, input: fields })
    expect((await endingOf(adapter, jobId)).status).toBe('completed')
    const app = model.split('/').slice(0, 2).join('/')
    const asked = emulator.requests.filter(({ path }) => path.includes(jobId)).map(({ path }) => path)
    expect(new Set(asked)).toEqual(new Set([`/${app}/requests/${jobId}/status`, `/${app}/requests/${jobId}`]))
  })

  test('with images that cannot be combined is not sent', async () => {
    const before = emulator.requests.length
    const refused = { code: 'invalid_input' }
    for (const [model, parts] of [
      [VEO, [last]],
      [VEO, [first, reference]],
      [KLING, [reference]],
    ] as const) {
      const ordered = adapterOf(model).createVideoJob({ prompt: 'A fox', parts })
      await expect(ordered).rejects.toMatchObject(refused)
    }
    // The video has the shape of the image.
    const cut = adapterOf(KLING).createVideoJob({ prompt: 'A fox', parts: [first], size: '1920x1080' })
    await expect(cut).rejects.toMatchObject(refused)
    expect(emulator.requests.length).toBe(before)
  })

  test('to extend a video names the video, where the model can', async () => {
    const adapter = adapterOf(VEO)
    const { jobId } = await generateVideo({ adapter, prompt: 'A fox' })
    await endingOf(adapter, jobId)
    const order = { prompt: 'It runs on', base: { action: 'extend', jobId } } as const
    await adapter.createVideoJob(order)
    expect(lastJob()).toMatchObject({ model: `${VEO}/extend-video`, input: { prompt: 'It runs on' } })
    expect(Object.keys(lastJob()?.input ?? {})).toEqual(['video_url', 'prompt'])
    for (const more of [{ duration: 8 }, { size: '1280x720' }, { parts: [first] }]) {
      const lost = adapter.createVideoJob({ ...order, ...more })
      await expect(lost).rejects.toMatchObject({ code: 'invalid_input' })
    }
    expect(adapterOf(KLING).capabilities.actions).toBeUndefined()
  })

  test('is known by a number too', async () => {
    const adapter = adapterOf(VEO, { fetch: async () => Response.json({ request_id: 42 }) })
    expect((await adapter.createVideoJob({ prompt: 'A fox' })).jobId).toBe('42')
  })

  test('for an app of a user is asked about under three names', async () => {
    const adapter = adapterOf('workflows/me/film')
    const { jobId } = await adapter.createVideoJob({ prompt: 'A fox' })
    expect((await endingOf(adapter, jobId)).status).toBe('completed')
  })

  test.each(['veo3.1', 'fal-ai/../admin', 'https://fal.run/a/b', 'a//b'])('needs an id: %s', (model) => {
    expect(() => adapterOf(model)).toThrow(/Give its id as https:\/\/fal\.ai\/models shows it/)
  })

  test('needs a key', () => {
    vi.stubEnv('FAL_KEY', undefined)
    expect(() => falVideo()).toThrow(/FAL_KEY/)
    vi.unstubAllEnvs()
  })
})
