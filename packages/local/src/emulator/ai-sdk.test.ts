import { createFal } from '@ai-sdk/fal'
import { createReplicate } from '@ai-sdk/replicate'
import { createXai } from '@ai-sdk/xai'
import { generateVideo, type VideoAdapter } from '@reelstate/server'
import { aiSdkVideo } from '@reelstate/server/ai-sdk'
import {
  createGateway,
  experimental_getVideoStatus as getVideoStatus,
  experimental_startVideo as startVideo,
} from 'ai'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runAdapterContract } from '../support/run-adapter-contract.js'
import { type Emulator, startEmulator } from './start-emulator.js'

vi.setConfig({ testTimeout: 60_000 })

const xaiModel = (emulator: Emulator, apiKey = 'key') =>
  createXai({ baseURL: emulator.baseURL('xai'), apiKey }).video('grok-imagine-video')
const replicateModel = (emulator: Emulator, apiToken = 'key', model = 'minimax/video-01') =>
  createReplicate({ baseURL: emulator.baseURL('replicate'), apiToken }).video(model)
/** Its package knows no base URL. */
const falModel = (emulator: Emulator, send = emulator.fetch) =>
  createFal({ apiKey: 'key', fetch: send }).video('fal-ai/luma-dream-machine')

runAdapterContract({
  provider: 'xai',
  adapter: (emulator, key) => aiSdkVideo(xaiModel(emulator, key)),
  // Of a 202 it reads no more than that it is one.
  hidesTrouble: ['odd-json'],
})

runAdapterContract({
  provider: 'replicate',
  adapter: (emulator, key, webhookSecret) => aiSdkVideo(replicateModel(emulator, key), { webhookSecret }),
  webhooks: 'signed',
})

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
})
afterAll(() => emulator?.close())

/** What becomes of a job within 50 s: a busy machine renders slowly. */
async function settled<T>(look: () => PromiseLike<T | undefined>): Promise<T> {
  const until = performance.now() + 50_000
  while (performance.now() < until) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  return expect.fail('The job did not end.')
}

/** Trouble on the way is none. */
const ending = (adapter: VideoAdapter, jobId: string) =>
  settled(async () => {
    const report = await adapter.getVideoStatus(jobId).catch(() => undefined)
    return report?.status === 'completed' || report?.status === 'failed' ? report : undefined
  })

describe('the AI SDK itself', () => {
  it.each([
    ['xai', xaiModel],
    ['replicate', replicateModel],
    ['fal', falModel],
  ] as const)('completes a job of %s on the emulator', async (_, modelOn) => {
    // The packages are built against different versions of the types.
    const model = modelOn(emulator) as Parameters<typeof startVideo>[0]['model']
    const { operation } = await startVideo({ model, prompt: 'A pond', maxRetries: 0 })
    const kept = JSON.parse(JSON.stringify(operation))
    const video = await settled(async () => {
      const found = await getVideoStatus(model, { operation: kept })
      expect(found.status).not.toBe('error')
      return found.status === 'completed' ? found.videos[0] : undefined
    })
    const response = await fetch(video.type === 'url' ? video.url : '')
    expect(response.headers.get('content-type')).toBe('video/mp4')
  })
})

describe('aiSdkVideo on a model of xAI', () => {
  it('passes on what was asked for, in the terms of the provider', async () => {
    const adapter = aiSdkVideo(xaiModel(emulator))
    await generateVideo({
      adapter,
      prompt: [
        { type: 'text', content: 'A pond at dawn' },
        { type: 'image', source: { type: 'url', value: 'https://images.example/pond.png' } },
      ],
      size: '720x1280',
      duration: 5,
      modelOptions: { resolution: '720p', providerOptions: { xai: { user: 'user-1' } } },
    })
    expect(emulator.jobs.at(-1)?.input).toMatchObject({
      prompt: 'A pond at dawn',
      image: { url: 'https://images.example/pond.png' },
      aspect_ratio: '9:16',
      resolution: '720p',
      duration: 5,
      user: 'user-1',
    })
  })

  it('says what the job cost', async () => {
    const adapter = aiSdkVideo(xaiModel(emulator))
    const { jobId } = await generateVideo({ adapter, prompt: 'A pond', duration: 1 })
    await ending(adapter, jobId)
    expect((await adapter.getVideoUrl(jobId)).usage).toMatchObject({ costInUsdTicks: 500_000_000 })
  })

  it('tells of what the model does not do as asked', async () => {
    const warnings: (string | undefined)[] = []
    const adapter = aiSdkVideo(xaiModel(emulator), {
      onWarning: ({ feature }) => {
        warnings.push(feature)
        throw new Error('a listener that fails')
      },
    })
    const { jobId } = await generateVideo({ adapter, prompt: 'A pond', modelOptions: { fps: 24, seed: 7 } })
    expect(warnings).toEqual(expect.arrayContaining(['fps', 'seed']))
    expect(jobId).toMatch(/\S/)
  })
})

describe('aiSdkVideo on a model of Replicate', () => {
  it('reads a video that comes in a list, which the package does not', async () => {
    const model = replicateModel(emulator, 'key', 'someone/model:0123456789abcdef')
    const adapter = aiSdkVideo(model)
    const { jobId } = await generateVideo({ adapter, prompt: 'A pond' })
    expect((await ending(adapter, jobId)).status).toBe('completed')
    expect((await fetch((await adapter.getVideoUrl(jobId)).url)).status).toBe(200)
  })

  it('refuses images that the package would drop, before anything is sent', async () => {
    const before = emulator.requests.length
    const source = { type: 'url', value: 'https://images.example/pond.png' } as const
    const image = { type: 'image', source, metadata: { role: 'last_frame' } } as const
    const ordered = generateVideo({
      adapter: aiSdkVideo(replicateModel(emulator)),
      prompt: [{ type: 'text', content: 'A pond' }, image],
    })
    await expect(ordered).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('replicateVideo'),
    })
    expect(emulator.requests.length).toBe(before)
  })

  it('hands a negative prompt to the model under its name', async () => {
    const adapter = aiSdkVideo(replicateModel(emulator))
    await generateVideo({ adapter, prompt: 'A pond', modelOptions: { negativePrompt: 'frogs', steps: 20 } })
    expect(emulator.jobs.at(-1)?.input).toMatchObject({ input: { negative_prompt: 'frogs', steps: 20 } })
  })
})

describe('aiSdkVideo on a model of fal', () => {
  /** Answers the next polls itself. */
  function disturbed() {
    const answers: (() => Promise<Response> | Response)[] = []
    const send: typeof fetch = async (input, init) => {
      const answer = init?.method !== 'POST' ? answers.shift() : undefined
      return answer ? answer() : emulator.fetch(input, init)
    }
    return { adapter: aiSdkVideo(falModel(emulator, send)), answers }
  }
  const page = () => new Response('<html>Bad gateway</html>', { status: 502, statusText: 'Bad Gateway' })

  it('completes a job, and keeps no address of ours in its name', async () => {
    const { adapter } = disturbed()
    const webhookUrl = 'https://app.example/api/video?webhook=secret-token'
    const { jobId } = await adapter.createVideoJob({ prompt: 'A pond', webhookUrl })
    expect(Buffer.from(jobId, 'base64url').toString()).not.toContain('secret-token')
    expect((await ending(adapter, jobId)).status).toBe('completed')
  })

  it.each([
    [
      'a server error',
      () => Response.json({ detail: 'oops' }, { status: 500, statusText: 'Internal Server Error' }),
    ],
    ['a page of a proxy', page],
    ['half an answer', () => new Response('{"video":{"ur')],
    [
      'a connection that breaks',
      () =>
        Promise.reject(
          Object.assign(new TypeError('fetch failed'), { cause: new Error('other side closed') }),
        ),
    ],
  ])('takes %s for no verdict although the package does', async (_, answer) => {
    const { adapter, answers } = disturbed()
    const { jobId } = await generateVideo({ adapter, prompt: 'A pond' })
    answers.push(answer)
    await expect(adapter.getVideoStatus(jobId)).rejects.toThrow(/\S/)
    expect((await ending(adapter, jobId)).status).toBe('completed')
  })

  it('does not believe an error that does not stay', async () => {
    const { adapter, answers } = disturbed()
    const { jobId } = await generateVideo({ adapter, prompt: 'A pond' })
    answers.push(() => Response.json({}, { status: 422, statusText: 'Unprocessable Entity' }))
    expect((await adapter.getVideoStatus(jobId)).status).not.toBe('failed')
  })

  it('says that the rate limit is reached', async () => {
    const { adapter, answers } = disturbed()
    const { jobId } = await generateVideo({ adapter, prompt: 'A pond' })
    const headers = { 'retry-after': '3' }
    answers.push(() => Response.json({}, { status: 429, statusText: 'Too Many Requests', headers }))
    await expect(adapter.getVideoStatus(jobId)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 3000,
    })
  })

  it.each([
    ['completed-422', 'moderated'],
    ['failed', undefined],
    ['expired', undefined],
  ])('believes an error that stays: %s', async (scenario, errorCode) => {
    const { adapter } = disturbed()
    const { jobId } = await generateVideo({ adapter, prompt: `A pond #fault:${scenario}` })
    const { error, ...end } = await ending(adapter, jobId)
    expect(end).toEqual({ jobId, status: 'failed', ...(errorCode && { errorCode }) })
    expect(error).toMatch(/\S/)
  })
})

describe('aiSdkVideo on a model of the AI Gateway', () => {
  it('sends one order with our key for it, and says that the key is honoured', async () => {
    const orders: Request[] = []
    const gateway = createGateway({
      apiKey: 'key',
      fetch: async (input, init) => {
        orders.push(new Request(input, init))
        return Response.json({ message: 'busy' }, { status: 503 })
      },
    })
    const adapter = aiSdkVideo(gateway.video('google/veo-3.1-generate-001'))
    expect(adapter.capabilities.idempotency).toBe(true)
    const ordered = adapter.createVideoJob({ prompt: 'A pond', idempotencyKey: 'job-1' })
    await expect(ordered).rejects.toMatchObject({ code: 'ambiguous_create' })
    expect(orders.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['job-1'])
  })
})
