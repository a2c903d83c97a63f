import { setTimeout as sleep } from 'node:timers/promises'
import { createXai } from '@ai-sdk/xai'
import { editVideo, extendVideo, generateVideo, type VideoAdapter } from '@reelstate/server'
import { createXaiVideo } from '@reelstate/server/xai'
import { experimental_getVideoStatus, experimental_startVideo } from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAdapterContract } from '../support/run-adapter-contract.js'
import { type Emulator, startEmulator } from './start-emulator.js'

runAdapterContract({
  provider: 'xai',
  adapter: (emulator, key) => createXaiVideo(key, { baseURL: emulator.baseURL('xai') }),
})

const PROMPT = 'A red fox crosses the snow'
const image = (value: string, role: 'first_frame' | 'last_frame' | 'reference') =>
  ({ type: 'image', source: { type: 'url', value }, metadata: { role } }) as const
const LAST_FRAME = image('https://images.example/last.png', 'last_frame')

describe('xAI', () => {
  let emulator: Emulator
  let adapter: ReturnType<typeof createXaiVideo>
  beforeAll(async () => {
    emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
    adapter = createXaiVideo('key', { baseURL: emulator.baseURL('xai') })
  })
  afterAll(() => emulator?.close())

  const inputOf = (jobId: string) => emulator.jobs.find(({ id }) => id === jobId)?.input
  async function finished(prompt = PROMPT): Promise<string> {
    const { jobId } = await generateVideo({ adapter, prompt })
    await ended(adapter, jobId)
    return jobId
  }

  it('is spoken by the AI SDK, which starts a job and completes it', async () => {
    const model = createXai({ apiKey: 'key', baseURL: emulator.baseURL('xai') }).video('grok-imagine-video')
    const order = { model, prompt: PROMPT, duration: 5, aspectRatio: '9:16', maxRetries: 0 } as const
    const { operation } = await experimental_startVideo(order)
    const ask = () => experimental_getVideoStatus(model, { operation, maxRetries: 0 })
    let answer = await ask()
    expect(answer.status).toBe('pending')
    for (; answer.status === 'pending'; answer = await ask()) await sleep(15)
    if (answer.status !== 'completed') expect.fail(answer.status)
    expect(answer.providerMetadata).toMatchObject({ xai: { duration: 5, costInUsdTicks: 2_500_000_000 } })
    const [video] = answer.videos
    if (video?.type !== 'url') expect.fail(video?.type)
    expect((await fetch(video.url)).headers.get('content-type')).toBe('video/mp4')
  })

  it('is found at its own host, and says what a video cost', async () => {
    const athome = createXaiVideo('key', { fetch: emulator.fetch })
    const { jobId } = await generateVideo({ adapter: athome, prompt: PROMPT, duration: 10 })
    await ended(athome, jobId)
    expect((await athome.getVideoUrl(jobId)).usage).toEqual({ cost_in_usd_ticks: 5_000_000_000 })
  })

  it('takes an answer without a body for a job on the way', async () => {
    const pace = { queueMs: 0, runMs: 400 }
    const slow = await startEmulator({ maxSide: 64, maxSeconds: 1, pace })
    try {
      const slowly = createXaiVideo('key', { baseURL: slow.baseURL('xai') })
      const { jobId } = await generateVideo({ adapter: slowly, prompt: `${PROMPT} #fault:empty-202` })
      const headers = { authorization: 'Bearer key' }
      const answer = await fetch(`${slow.baseURL('xai')}/videos/${jobId}`, { headers })
      expect([answer.status, await answer.text()]).toEqual([202, ''])
      expect(await slowly.getVideoStatus(jobId)).toEqual({ jobId, status: 'processing' })
    } finally {
      await slow.close()
    }
  })

  it('sends frames, references and options in its own words', async () => {
    const other = createXaiVideo('grok-imagine-video-1.5', 'key', { baseURL: emulator.baseURL('xai') })
    const { jobId } = await generateVideo({
      adapter: other,
      prompt: [
        { type: 'text', content: PROMPT },
        { type: 'image', source: { type: 'data', value: 'iVBORw0KGgo=', mimeType: 'image/png' } },
        LAST_FRAME,
        image('https://images.example/style.png', 'reference'),
        { type: 'audio', source: { type: 'url', value: 'https://media.example/voice.mp3' } },
      ],
      size: '854x480',
      duration: 15,
      modelOptions: { audio: false, user: 'user-1', resolution: '720p', image: { url: 'other' } },
    })
    expect(inputOf(jobId)).toEqual({
      model: 'grok-imagine-video-1.5',
      prompt: PROMPT,
      aspect_ratio: '16:9',
      resolution: '720p',
      duration: 15,
      image: { url: 'data:image/png;base64,iVBORw0KGgo=' },
      last_frame: { url: 'https://images.example/last.png' },
      reference_images: [{ url: 'https://images.example/style.png' }],
      reference_audios: [{ url: 'https://media.example/voice.mp3' }],
      generate_audio: false,
      user: 'user-1',
    })
  })

  it('refuses what the model cannot make before anything is sent', async () => {
    const before = emulator.requests.length
    const prompt = [{ type: 'text', content: PROMPT } as const, LAST_FRAME]
    const adapter = createXaiVideo('key', { baseURL: emulator.baseURL('xai') })
    // @ts-expect-error: 1080p takes the newer model
    const tooLarge = generateVideo({ adapter, prompt: PROMPT, size: '1920x1080' })
    // @ts-expect-error: not one of xAI's shapes
    const noShape = generateVideo({ adapter, prompt: PROMPT, modelOptions: { aspectRatio: '21:9' } })
    for (const order of [generateVideo({ adapter, prompt }), tooLarge, noShape]) {
      await expect(order).rejects.toMatchObject({ code: 'invalid_input' })
    }
    await expect(generateVideo({ adapter, prompt: PROMPT, duration: 16 })).rejects.toThrow('1-15')
    expect(emulator.requests.length).toBe(before)
  })

  it('edits and extends a video by its URL, with one order each', async () => {
    const sourceJobId = await finished()
    const posts = () => emulator.requests.filter(({ method }) => method === 'POST').map(({ path }) => path)
    const before = posts().length
    const edited = await editVideo({ adapter, sourceJobId, prompt: 'Make it night' })
    const extended = await extendVideo({ adapter, sourceJobId, prompt: 'It runs on', duration: 6 })
    expect(posts().slice(before)).toEqual(['/v1/videos/edits', '/v1/videos/extensions'])
    const video = { url: expect.stringMatching(/^http:.*\.mp4$/) }
    const model = 'grok-imagine-video'
    expect(inputOf(edited.jobId)).toEqual({ model, prompt: 'Make it night', video })
    expect(inputOf(extended.jobId)).toEqual({ model, prompt: 'It runs on', video, duration: 6 })
    expect((await ended(adapter, extended.jobId)).status).toBe('completed')
  })

  it('takes no images to work on a video, and no shape that it does not make', async () => {
    const sourceJobId = await finished()
    const billed = emulator.jobs.length
    const prompt = [
      { type: 'text', content: 'Make it night' } as const,
      image('https://a.example/b.png', 'reference'),
    ]
    const next = createXaiVideo('grok-next', 'key', { baseURL: emulator.baseURL('xai') })
    for (const order of [
      editVideo({ adapter, sourceJobId, prompt }),
      extendVideo({ adapter, sourceJobId, prompt }),
      generateVideo({ adapter: next, prompt: PROMPT, size: '2560x720' }),
    ]) {
      await expect(order).rejects.toMatchObject({ code: 'invalid_input' })
    }
    expect(emulator.jobs.length).toBe(billed)
  })

  it('knows a job by a number too', async () => {
    const numbered = createXaiVideo('key', { fetch: async () => Response.json({ request_id: 42 }) })
    expect((await numbered.createVideoJob({ prompt: PROMPT })).jobId).toBe('42')
  })

  it('orders nothing on a video that is not there', async () => {
    const { jobId } = await generateVideo({ adapter, prompt: `${PROMPT} #fault:failed` })
    await ended(adapter, jobId)
    const billed = emulator.jobs.length
    const edit = (sourceJobId: string) => editVideo({ adapter, sourceJobId, prompt: 'Make it night' })
    await expect(edit(jobId)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(edit('never-was')).rejects.toMatchObject({ code: 'not_found' })
    const cut = createXaiVideo('key', { fetch: () => Promise.reject(new TypeError('fetch failed')) })
    await expect(
      editVideo({ adapter: cut, sourceJobId: jobId, prompt: 'Make it night' }),
    ).rejects.toMatchObject({ code: 'unavailable' })
    expect(emulator.jobs.length).toBe(billed)
  })

  it.each([
    [{ status: 'done', video: { url: 'https://x.example/a.mp4' } }, { status: 'completed' }],
    [{ video: { url: 'https://x.example/a.mp4' } }, { status: 'completed' }],
    [
      { status: 'done', video: { url: 'https://x.example/a.mp4', respect_moderation: false } },
      { status: 'failed', errorCode: 'moderated' },
    ],
    [
      { status: 'done', video: {} },
      { status: 'failed', errorCode: 'moderated' },
    ],
    [
      { status: 'done', video: { storage_error: 'No space' } },
      { status: 'failed', error: 'No space' },
    ],
    [{ status: 'expired' }, { status: 'failed', error: expect.stringContaining('expired') }],
    [{ status: 'pending' }, { status: 'pending' }],
    [
      { status: 'pending', progress: 40 },
      { status: 'processing', progress: 40 },
    ],
    [{ status: 'failed', error: { code: 'content_moderation' } }, { errorCode: 'moderated' }],
  ])('reads %j', async (body, expected) => {
    const answering = createXaiVideo('key', { fetch: async () => Response.json(body) })
    expect(await answering.getVideoStatus('job-1')).toMatchObject(expected)
  })

  it('says until when a video among its files is to be had', async () => {
    const file_output = { public_url: 'https://files.example/a.mp4', public_url_expires_at: 1_800_000_000 }
    const body = { status: 'done', video: { file_output } }
    const answering = createXaiVideo('key', { fetch: async () => Response.json(body) })
    expect(await answering.getVideoUrl('job-1')).toEqual({
      jobId: 'job-1',
      url: 'https://files.example/a.mp4',
      expiresAt: new Date(1_800_000_000_000),
    })
  })
})

async function ended(adapter: Pick<VideoAdapter, 'getVideoStatus'>, jobId: string) {
  for (;;) {
    const report = await adapter.getVideoStatus(jobId)
    if (report.status === 'completed' || report.status === 'failed') return report
    await sleep(15)
  }
}
