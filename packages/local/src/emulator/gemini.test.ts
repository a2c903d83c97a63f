import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { GoogleGenAI } from '@google/genai'
import {
  editVideo,
  extendVideo,
  generateVideo,
  type VideoAdapter,
  type VideoMediaPart,
} from '@reelstate/server'
import { createGeminiVideo } from '@reelstate/server/gemini'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAdapterContract } from '../support/run-adapter-contract.js'
import { type Emulator, startEmulator } from './start-emulator.js'
import { createStandardSecret, signStandardWebhook } from './wires/standard-webhooks.js'

runAdapterContract({
  provider: 'gemini',
  adapter: (emulator, key) => createGeminiVideo(key, { baseURL: emulator.baseURL('gemini') }),
})

const PROMPT = 'A red fox crosses the snow'
const IMAGE = { type: 'data', value: 'iVBORw0KGgo=', mimeType: 'image/png' } as const
const BLOCK = { type: 'image', data: IMAGE.value, mime_type: 'image/png' }
const TEXT = { type: 'text', text: PROMPT }

describe('Gemini', () => {
  let emulator: Emulator
  let adapter: ReturnType<typeof createGeminiVideo>
  beforeAll(async () => {
    emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
    adapter = createGeminiVideo('key', { baseURL: emulator.baseURL('gemini') })
  })
  afterAll(() => emulator?.close())

  const inputOf = (jobId: string) => emulator.jobs.find(({ id }) => id === jobId)?.input

  it('is spoken by its own SDK, which completes a job, cancels another and deletes both', async () => {
    const { interactions } = new GoogleGenAI({
      apiKey: 'key',
      httpOptions: { baseUrl: emulator.baseURL('gemini') },
    })
    const model = 'gemini-omni-1.2-flash'
    const order = { model, input: PROMPT, background: true } as const
    const format = { type: 'video', delivery: 'uri', duration: '4s', aspect_ratio: '9:16' } as const
    const { id } = await interactions.create({ ...order, response_format: format }, { maxRetries: 0 })
    while ((await interactions.get(id)).status !== 'completed') await sleep(15)
    const { output_video: video, usage } = await interactions.get(id)
    expect(usage?.output_tokens_by_modality).toEqual([{ modality: 'video', tokens: 4 * 5792 }])
    const bytes = await fetch(`${video?.uri}`, { headers: { 'x-goog-api-key': 'key' } })
    expect([bytes.status, bytes.headers.get('content-type')]).toEqual([200, 'video/mp4'])
    expect((await fetch(`${video?.uri}`)).status).toBe(401)

    const other = await interactions.create(order, { maxRetries: 0 })
    expect((await interactions.cancel(other.id)).status).toBe('cancelled')
    for (const one of [id, other.id]) await interactions.delete(one)
    await expect(interactions.get(id)).rejects.toThrow('There is no job')
  })

  it('asks for a link in the background, in its own words', async () => {
    const { jobId } = await generateVideo({
      adapter,
      prompt: PROMPT,
      size: '3840x2160',
      duration: 15,
      modelOptions: {
        seed: 7,
        labels: { team: 'film' },
        generation_config: { temperature: 1 },
        response_format: { gcs_uri: 'gs://bucket/' },
      },
    })
    expect(inputOf(jobId)).toEqual({
      model: 'gemini-omni-1.2-flash',
      input: [{ type: 'user_input', content: [TEXT] }],
      background: true,
      response_format: {
        type: 'video',
        delivery: 'uri',
        aspect_ratio: '16:9',
        resolution: '4k',
        duration: '15s',
      },
      generation_config: { temperature: 1, seed: 7 },
      labels: { team: 'film' },
    })
  })

  it('sends images and videos with what they are for', async () => {
    const order = async (...parts: VideoMediaPart[]) =>
      inputOf((await adapter.createVideoJob({ prompt: PROMPT, parts })).jobId)
    const image = { type: 'image', source: IMAGE } as const
    const video = { type: 'video', source: { type: 'url', value: 'https://media.example/walk.mp4' } } as const
    expect(await order(image)).toMatchObject({
      input: [{ content: [BLOCK, TEXT] }],
      generation_config: { video_config: { task: 'image_to_video' } },
    })
    expect(await order({ ...image, metadata: { role: 'reference' } }, video)).toMatchObject({
      input: [{ content: [BLOCK, { type: 'video', uri: 'https://media.example/walk.mp4' }, TEXT] }],
      generation_config: { video_config: { task: 'reference_to_video' } },
    })
    const before = emulator.requests.length
    const last = order({ ...image, metadata: { role: 'last_frame' } })
    await expect(last).rejects.toMatchObject({ code: 'invalid_input' })
    const sound = order({ type: 'audio', source: video.source })
    await expect(sound).rejects.toMatchObject({ code: 'invalid_input' })
    expect(emulator.requests.length).toBe(before)
  })

  it('knows how long and how large the videos of its models are', async () => {
    const older = createGeminiVideo('gemini-omni-1.1-flash', 'key')
    await expect(generateVideo({ adapter: older, prompt: PROMPT, duration: 11 })).rejects.toThrow('3-10')
    // @ts-expect-error: no size of Omni's
    const square = generateVideo({ adapter: older, prompt: PROMPT, size: '720x720' })
    await expect(square).rejects.toMatchObject({ code: 'invalid_input' })
    const next = createGeminiVideo('gemini-next', 'key', { baseURL: emulator.baseURL('gemini') })
    expect(next.sizes).toBeUndefined()
    const shapeless = generateVideo({ adapter: next, prompt: PROMPT, size: '720x720' })
    await expect(shapeless).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('reads a video that comes inline although a link was asked for', async () => {
    const { jobId } = await generateVideo({ adapter, prompt: `${PROMPT} #fault:inline-base64` })
    await ended(adapter, jobId)
    const { url, needsKey } = await adapter.getVideoUrl(jobId)
    expect(url).toBe(`${emulator.baseURL('gemini')}/v1/interactions/${jobId}`)
    expect(needsKey).toBe(true)
    const video = await adapter.openContent?.(jobId, {})
    const bytes = new Uint8Array((await video?.arrayBuffer()) ?? [])
    expect(video?.headers.get('content-type')).toBe('video/mp4')
    expect(new TextDecoder().decode(bytes.slice(4, 8))).toBe('ftyp')
  })

  it('is found at its own host, its files too, also through a gateway', async () => {
    const athome = createGeminiVideo('key', { fetch: emulator.fetch })
    const { jobId } = await generateVideo({ adapter: athome, prompt: PROMPT })
    await ended(athome, jobId)
    const { url, usage } = await athome.getVideoUrl(jobId)
    expect(url).toMatch(/^https:\/\/generativelanguage\.googleapis\.com\/v1beta\/files\//)
    expect(usage).toMatchObject({ total_output_tokens: 8 * 5792 })
    expect((await athome.openContent?.(jobId, {}))?.status).toBe(200)

    const asked: string[] = []
    const gateway: typeof fetch = (input) => {
      asked.push(`${input}`)
      return emulator.fetch(
        `${input}`.replace('https://gate.example/g/', 'https://generativelanguage.googleapis.com/'),
        {
          headers: { 'x-goog-api-key': 'key' },
        },
      )
    }
    const behind = createGeminiVideo('key', { baseURL: 'https://gate.example/g', fetch: gateway })
    expect((await behind.openContent?.(jobId, {}))?.status).toBe(200)
    expect(asked.at(-1)).toMatch(/^https:\/\/gate\.example\/g\/v1beta\/files\//)
  })

  it('edits and extends a video by the interaction that made it', async () => {
    const { jobId: sourceJobId } = await generateVideo({ adapter, prompt: PROMPT, size: '720x1280' })
    await ended(adapter, sourceJobId)
    const edited = await editVideo({ adapter, sourceJobId, prompt: 'Make it night' })
    const extended = await extendVideo({ adapter, sourceJobId, prompt: 'It runs on', duration: 6 })
    expect(inputOf(edited.jobId)).toMatchObject({
      previous_interaction_id: sourceJobId,
      response_format: { type: 'video', delivery: 'uri' },
      generation_config: { video_config: { task: 'edit' } },
    })
    expect(inputOf(extended.jobId)).toMatchObject({
      previous_interaction_id: sourceJobId,
      response_format: { type: 'video', delivery: 'uri', duration: '6s' },
      generation_config: { video_config: { task: 'extend' } },
    })
    expect(emulator.jobs.at(-1)).toMatchObject({ size: '720x1280', seconds: 14 })
  })

  const output = (content: object) => [{ type: 'model_output', content: [content] }]
  it.each([
    [
      { status: 'completed', steps: [] },
      { status: 'failed', errorCode: 'moderated' },
    ],
    [
      { status: 'completed', steps: output({ type: 'text', text: 'I cannot show that.' }) },
      { status: 'failed', errorCode: 'moderated', error: 'I cannot show that.' },
    ],
    [
      { status: 'completed', steps: output({ type: 'video', uri: 'https://g.example/a' }) },
      { status: 'completed' },
    ],
    [{ status: 'requires_action' }, { status: 'failed', error: expect.stringContaining('stopped') }],
    [{ status: 'budget_exceeded' }, { status: 'failed', error: expect.stringContaining('budget') }],
    [{ status: 'cancelled' }, { status: 'failed', errorCode: 'canceled' }],
    [
      { status: 'failed', steps: [{ type: 'model_output', error: { code: 13, message: 'Out of memory' } }] },
      { status: 'failed', error: 'Out of memory' },
    ],
    [{ status: 'failed', errors: [{ code: 'safety', message: 'No' }] }, { errorCode: 'moderated' }],
    [{ status: 'requires_continuation' }, { status: 'processing' }],
  ])('reads %j', async (body, expected) => {
    const answering = createGeminiVideo('key', { fetch: async () => Response.json(body) })
    expect(await answering.getVideoStatus('job-1')).toMatchObject(expected)
  })

  it('calls a job canceled only once Gemini does', async () => {
    const cancel = (status: string) =>
      createGeminiVideo('key', { fetch: async () => Response.json({ status }) }).cancelVideoJob?.('job-1')
    expect(await cancel('cancelled')).toBe('canceled')
    expect(await cancel('in_progress')).toBe('requested')
    expect(await cancel('failed')).toBe('too_late')
  })

  it('takes a blocked key for no moderation', async () => {
    const error = { code: 403, message: 'Requests to this API are blocked.', status: 'PERMISSION_DENIED' }
    const refusing = createGeminiVideo('key', {
      fetch: async () => Response.json({ error }, { status: 403 }),
    })
    await expect(refusing.createVideoJob({ prompt: PROMPT })).rejects.toMatchObject({
      code: 'invalid_options',
    })
  })

  it('takes a wrong key for no refusal of the job, though the status is 400', async () => {
    const details = [{ reason: 'API_KEY_INVALID' }]
    const error = { code: 400, message: 'Not valid.', status: 'INVALID_ARGUMENT', details }
    const refusing = createGeminiVideo('key', {
      fetch: async () => Response.json({ error }, { status: 400 }),
    })
    const order = refusing.createVideoJob({ prompt: PROMPT })
    await expect(order).rejects.toMatchObject({ code: 'invalid_options' })
    await expect(refusing.cancelVideoJob?.('job-1')).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('reads a file of another host without the key, and tells where none can be read', async () => {
    const asked: string[] = []
    const holding = (uri: string) =>
      createGeminiVideo('key', {
        fetch: async (input) => {
          asked.push(`${input}`)
          return Response.json({ id: 42, status: 'completed', steps: output({ type: 'video', uri }) })
        },
      })
    // It goes to the guard, which lets no private host be asked.
    const elsewhere = holding('https://127.0.0.1/a.mp4')
    const refused = { code: 'bad_result', message: expect.stringContaining('no public host') }
    await expect(elsewhere.openContent?.('job-1', {})).rejects.toMatchObject(refused)
    const bucket = { code: 'bad_result', message: expect.stringContaining('gs:') }
    await expect(holding('gs://bucket/a.mp4').openContent?.('job-1', {})).rejects.toMatchObject(bucket)
    await expect(holding('gs://bucket/a.mp4').getVideoUrl('job-1')).rejects.toMatchObject(bucket)
    expect(new Set(asked)).toEqual(
      new Set(['https://generativelanguage.googleapis.com/v1/interactions/job-1']),
    )
    expect((await elsewhere.createVideoJob({ prompt: PROMPT })).jobId).toBe('42')
  })

  it('checks the webhooks of a project: good, repeated, forged, altered and old ones', async () => {
    const secret = createStandardSecret()
    const { webhook, capabilities } = createGeminiVideo('key', { webhookSecret: secret })
    // They are set up for a project: a job cannot ask for them.
    expect(capabilities.webhook).toBe(false)
    const event = { type: 'video.generated', version: 'v1', data: { id: 'v1_job' } }
    const delivery = (signedWith: string, at = new Date(), body?: string) => {
      const signed = signStandardWebhook({ deliveryId: 'one', at, secret: signedWith }, event)
      return { body: new TextEncoder().encode(body ?? signed.body), headers: new Headers(signed.headers) }
    }
    const report = { jobId: 'v1_job', deliveryId: 'msg_one' }
    expect(await webhook?.verify(delivery(secret))).toEqual(report)
    expect(await webhook?.verify(delivery(secret))).toEqual(report)
    const anHourAgo = new Date(Date.now() - 3_600_000)
    const other = JSON.stringify({ ...event, data: { id: randomUUID() } })
    for (const bad of [
      delivery(createStandardSecret()),
      delivery(secret, new Date(), other),
      delivery(secret, anHourAgo),
    ]) {
      await expect(webhook?.verify(bad)).rejects.toMatchObject({ code: 'unauthorized' })
    }
  })
})

async function ended(adapter: Pick<VideoAdapter, 'getVideoStatus'>, jobId: string): Promise<void> {
  for (;;) {
    const { status } = await adapter.getVideoStatus(jobId)
    if (status === 'completed' || status === 'failed') return
    await sleep(15)
  }
}
