import type { VideoMediaPart } from '@reelstate/core/protocol'
import { describe, expect, it, vi } from 'vitest'
import type { AiSdkStartOptions, AiSdkStatus } from './ai-sdk/video-model.js'
import { aiSdkVideo } from './ai-sdk.js'

// What the packages for the AI SDK do over HTTP is tested against the emulator, in @reelstate/local.

const MP4 = new Uint8Array([0, 0, 0, 24, 102, 116, 121, 112])

/** A model that answers each look at its job with the next of these; the last one stays. */
function scriptedModel(answers: (Partial<AiSdkStatus> | Error)[] = [], provider = 'klingai.video') {
  const orders: AiSdkStartOptions[] = []
  let looks = 0
  return {
    specificationVersion: 'v4',
    provider,
    modelId: 'model-1',
    orders,
    async doStart(order: AiSdkStartOptions) {
      orders.push(order)
      return { operation: 'operation-1', warnings: [] }
    },
    async doStatus() {
      const answer = answers[Math.min(looks++, answers.length - 1)]
      if (answer instanceof Error) throw answer
      return { status: 'pending', ...answer }
    },
  }
}

const completed = (video: object) => ({
  status: 'completed',
  videos: [{ type: 'url', mediaType: 'video/mp4', ...video }],
})

async function jobOf(model: ReturnType<typeof scriptedModel>, options = {}) {
  const adapter = aiSdkVideo(model, options)
  const { jobId } = await adapter.createVideoJob({ prompt: 'A pond' })
  return { adapter, jobId }
}

describe('aiSdkVideo', () => {
  it.each([
    ['bytedance.video', /byteplusVideo of @reelstate\/server\/byteplus/],
    ['openrouter', /openrouterVideo of @reelstate\/server\/openrouter/],
    ['someone.video', /version of its package for AI SDK 7/],
  ])('refuses a model of %s that can only be waited for', (provider, instead) => {
    const model = { specificationVersion: 'v3', provider, modelId: 'model-1', doGenerate: async () => ({}) }
    expect(() => aiSdkVideo(model)).toThrow(instead)
    expect(() => aiSdkVideo(model)).toThrow(/doStart and doStatus/)
  })

  it('refuses what is no model', () => {
    expect(() => aiSdkVideo('xai/grok-imagine-video' as never)).toThrow(/Give a video model of the AI SDK/)
  })

  it('orders in the terms of the AI SDK', async () => {
    const model = scriptedModel()
    const image = (role: 'first_frame' | 'last_frame' | 'reference'): VideoMediaPart => ({
      type: 'image',
      source: { type: 'data', value: 'aGVsbG8=', mimeType: 'image/png' },
      metadata: { role },
    })
    await aiSdkVideo(model).createVideoJob({
      prompt: 'A pond',
      parts: [image('first_frame'), image('last_frame'), image('reference')],
      size: '1920x1080',
      duration: 6,
      idempotencyKey: 'job-1',
      modelOptions: {
        seed: 7,
        fps: 24,
        audio: false,
        negativePrompt: 'frogs',
        mode: 'pro',
        providerOptions: { klingai: { mode: 'std' }, other: { a: 1 } },
      },
    })
    const file = { type: 'file', data: 'aGVsbG8=', mediaType: 'image/png' }
    expect(model.orders).toEqual([
      {
        prompt: 'A pond',
        n: 1,
        aspectRatio: '16:9',
        resolution: '1920x1080',
        duration: 6,
        fps: 24,
        seed: 7,
        image: file,
        frameImages: [
          { image: file, frameType: 'first_frame' },
          { image: file, frameType: 'last_frame' },
        ],
        inputReferences: [file],
        generateAudio: false,
        providerOptions: { klingai: { negativePrompt: 'frogs', mode: 'std' }, other: { a: 1 } },
        headers: { 'idempotency-key': 'job-1' },
      },
    ])
  })

  it('refuses options and sizes that cannot be meant, before anything is sent', () => {
    const adapter = aiSdkVideo(scriptedModel())
    expect(() => adapter.checkModelOptions({ fps: -1 })).toThrow(/modelOptions.fps is -1/)
    expect(() => adapter.checkModelOptions({ aspectRatio: 'wide' })).toThrow(/modelOptions.aspectRatio/)
    expect(() => adapter.checkInput?.({ prompt: 'A pond', size: '720p' })).toThrow(/The size is "720p"/)
  })

  it.each([
    [{ prompt: 'another' }, /modelOptions.prompt/],
    [{ providerOptions: { fal: { webhook_url: 'https://evil.example' } } }, /modelOptions.webhook_url/],
  ])('refuses options that would change the order: %o', (modelOptions, why) => {
    expect(() => aiSdkVideo(scriptedModel()).checkModelOptions(modelOptions)).toThrow(why)
    expect(() =>
      aiSdkVideo(scriptedModel()).checkModelOptions({ providerOptions: { a: { seed: 1 } } }),
    ).not.toThrow()
  })

  it('tells the log what was not done as asked, where nobody listens', async () => {
    const log = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const model = scriptedModel()
    const warnings = [{ type: 'unsupported', feature: 'fps', details: 'It has\nits own.' }]
    model.doStart = async () => ({ operation: 'operation-1', warnings: warnings as never[] })
    await aiSdkVideo(model).createVideoJob({ prompt: 'A pond' })
    const said = log.mock.calls
    log.mockRestore()
    expect(said).toEqual([
      [
        expect.stringContaining(
          'model-1 of klingai.video did not do all that was asked. fps: It has its own.',
        ),
      ],
    ])
  })

  it.each([
    ['klingai.video', { url: 'http://internal.example/1' }],
    ['fal.video', { responseUrl: 'https://evil.example/1', submitUrl: 'https://evil.example/1' }],
    ['fal.video', { responseUrl: 'https://notfal.run/1' }],
    ['replicate.video', { getUrl: 'https://evil.example/p/1' }],
  ])('does not ask for a job of %s at another address: %o', async (provider, operation) => {
    const model = scriptedModel([completed({ url: 'https://videos.example/a.mp4' })], provider)
    const asked = vi.spyOn(model, 'doStatus')
    const jobId = Buffer.from(JSON.stringify({ operation })).toString('base64url')
    await expect(aiSdkVideo(model).getVideoStatus(jobId)).rejects.toMatchObject({ code: 'not_found' })
    expect(asked).not.toHaveBeenCalled()
  })

  it('asks for a job where the model was told that its provider is', async () => {
    const model = {
      ...scriptedModel([completed({ url: 'https://videos.example/a.mp4' })], 'replicate.video'),
      config: { baseURL: 'http://gateway.internal:8080/v1' },
    }
    const operation = { getUrl: 'http://gateway.internal:8080/v1/predictions/1' }
    const jobId = Buffer.from(JSON.stringify({ operation })).toString('base64url')
    expect((await aiSdkVideo(model).getVideoStatus(jobId)).status).toBe('completed')
  })

  it('believes of fal no error that it has not said itself', async () => {
    const statusOf = async (answer: Partial<AiSdkStatus>) => {
      const { adapter, jobId } = await jobOf(scriptedModel([{ status: 'error', ...answer }], 'fal.video'))
      return adapter.getVideoStatus(jobId)
    }
    await expect(statusOf({ error: 'Insufficient Storage' })).rejects.toMatchObject({ code: 'unavailable' })
    expect(await statusOf({ error: 'Unprocessable Entity' })).toMatchObject({ errorCode: 'moderated' })
    expect(await statusOf({ error: 'Request was cancelled' })).toMatchObject({ errorCode: 'canceled' })
    const response = { headers: { 'x-fal-error-type': 'runner_error' } }
    expect(await statusOf({ error: 'The runner is odd.', response })).toMatchObject({ status: 'failed' })
  })

  it('says that nothing was sent when there is no key', async () => {
    const model = scriptedModel()
    model.doStart = async () => {
      throw Object.assign(new Error('API key is missing'), { name: 'AI_LoadAPIKeyError' })
    }
    await expect(aiSdkVideo(model).createVideoJob({ prompt: 'A pond' })).rejects.toMatchObject({
      code: 'invalid_options',
    })
  })

  it('keeps the prompt and images out of the error of an order without an answer', async () => {
    const model = scriptedModel()
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    model.doStart = async () => {
      throw Object.assign(new Error('Cannot connect to API', { cause: refused }), {
        name: 'AI_APICallError',
        requestBodyValues: { prompt: 'A secret pond' },
      })
    }
    const thrown = await aiSdkVideo(model)
      .createVideoJob({ prompt: 'A pond' })
      .catch((error) => error)
    expect(JSON.stringify(thrown)).not.toContain('secret')
    expect(thrown.cause).toBe(refused)
  })

  it('keeps the API key that Google writes into a URL on the server', async () => {
    const url = 'https://generativelanguage.googleapis.com/files/1:download?alt=media&key=AIza-secret'
    const model = scriptedModel([completed({ url })], 'google.generative-ai')
    const asked: { url: string; range: string | null }[] = []
    const send: typeof fetch = async (input, init) => {
      asked.push({ url: `${input}`, range: new Headers(init?.headers).get('range') })
      return new Response(MP4)
    }
    const { adapter, jobId } = await jobOf(model, { fetch: send })
    const found = await adapter.getVideoUrl(jobId)
    expect(found).toEqual({ jobId, url: url.replace('&key=AIza-secret', ''), needsKey: true })
    expect(jobId).not.toContain('secret')
    const response = await adapter.openContent?.(jobId, { range: 'bytes=0-7' })
    expect(new Uint8Array((await response?.arrayBuffer()) ?? [])).toEqual(MP4)
    expect(asked).toEqual([{ url, range: 'bytes=0-7' }])
  })

  it.each([
    ['base64', Buffer.from(MP4).toString('base64')],
    ['binary', MP4],
  ])('gives a video that comes as %s as a data: URL', async (type, data) => {
    const { adapter, jobId } = await jobOf(scriptedModel([completed({ type, data })]))
    const { url, needsKey } = await adapter.getVideoUrl(jobId)
    expect(needsKey).toBeUndefined()
    expect(url).toMatch(/^data:video\/mp4;base64,/)
    expect(new Uint8Array(await (await fetch(url)).arrayBuffer())).toEqual(MP4)
  })

  it.each([{ type: 'uploaded' }, { url: 'gs://bucket/video.mp4' }])(
    'says that a video went elsewhere: %o',
    async (video) => {
      const { adapter, jobId } = await jobOf(scriptedModel([completed(video)]))
      await expect(adapter.getVideoUrl(jobId)).rejects.toMatchObject({ code: 'bad_result' })
    },
  )

  it('takes a job that is done without a video for a withheld one', async () => {
    const { adapter, jobId } = await jobOf(scriptedModel([{ status: 'completed', videos: [] }]))
    expect(await adapter.getVideoStatus(jobId)).toMatchObject({ status: 'failed', errorCode: 'moderated' })
    await expect(adapter.getVideoUrl(jobId)).rejects.toMatchObject({ code: 'not_found' })
  })

  it.each([
    ['Video generation failed: Unknown error', { error: 'Video generation failed' }],
    ['Video generation was cancelled.', { errorCode: 'canceled' }],
    ['Blocked by our content policy.', { error: 'Blocked by our content policy.', errorCode: 'moderated' }],
    ['The parameter safety_level is odd.', { error: 'The parameter safety_level is odd.' }],
  ])('reads %s', async (error, expected) => {
    const { adapter, jobId } = await jobOf(scriptedModel([{ status: 'error', error }]))
    const { errorCode, ...report } = await adapter.getVideoStatus(jobId)
    expect({ ...report, ...(errorCode && { errorCode }) }).toMatchObject({ status: 'failed', ...expected })
    expect(errorCode).toBe('errorCode' in expected ? expected.errorCode : undefined)
  })

  it('does not take an order without a name for a job, nor a name that is none for one', async () => {
    const model = scriptedModel()
    model.doStart = async () => ({ operation: undefined as unknown as string, warnings: [] })
    await expect(aiSdkVideo(model).createVideoJob({ prompt: 'A pond' })).rejects.toThrow(/no name/)
    await expect(aiSdkVideo(model).getVideoStatus('e30')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('looks again before it believes an error', async () => {
    const { adapter, jobId } = await jobOf(
      scriptedModel([{ status: 'error', error: 'Odd' }, { status: 'pending' }]),
    )
    expect((await adapter.getVideoStatus(jobId)).status).toBe('processing')
  })

  it('takes what Replicate’s package cannot read for what Replicate says', async () => {
    const answered = (prediction: object) =>
      Object.assign(new Error('Invalid JSON response'), {
        name: 'AI_APICallError',
        statusCode: 200,
        responseBody: JSON.stringify({ urls: { get: 'https://api.replicate.com/p/1' }, ...prediction }),
      })
    const statusOf = async (prediction: object) => {
      const { adapter, jobId } = await jobOf(scriptedModel([answered(prediction)], 'replicate.video'))
      return adapter.getVideoStatus(jobId)
    }
    expect(await statusOf({ status: 'aborted' })).toMatchObject({ status: 'failed' })
    expect(await statusOf({ status: 'queued-again' })).toMatchObject({ status: 'processing' })
    expect(
      await statusOf({ status: 'succeeded', output: ['https://replicate.delivery/a.mp4'] }),
    ).toMatchObject({ status: 'completed' })
  })
})
