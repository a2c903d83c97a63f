import { generateVideo } from '@reelstate/server'
import { createReplicateVideo, type ReplicateVideoOptions, replicateVideo } from '@reelstate/server/replicate'
import Replicate, { parseProgressFromLogs, validateWebhook } from 'replicate'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { collectWebhooks } from '../support/collect-webhooks.js'
import { endingOf } from '../support/ending-of.js'
import { runAdapterContract } from '../support/run-adapter-contract.js'
import { type Emulator, startEmulator } from './start-emulator.js'

runAdapterContract({
  provider: 'replicate',
  adapter: (emulator, key, webhookSecret) =>
    createReplicateVideo(key, { baseURL: emulator.baseURL('replicate'), webhookSecret }),
  webhooks: 'signed',
  lists: true,
})

const SEEDANCE = 'bytedance/seedance-1-pro'
const KLING = 'kwaivgi/kling-v2.5-turbo-pro'
const VERSION = 'a'.repeat(64)

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
})
afterAll(() => emulator?.close())
afterEach(() => vi.useRealTimers())

const adapterOf = (model: string, options: ReplicateVideoOptions = {}, on = emulator) =>
  createReplicateVideo(model, 'key', { baseURL: on.baseURL('replicate'), ...options })
const lastInput = () => Object(emulator.jobs.at(-1)?.input) as { input: object; version?: string }

async function busy(pace: { queueMs: number; runMs: number }): Promise<Emulator> {
  const started = await startEmulator({ maxSide: 64, maxSeconds: 1, pace })
  onTestFinished(() => started.close())
  return started
}

/** Sets the clock to so many ms after the creation of the first job. */
function passTime({ jobs }: Emulator): (ms: number) => void {
  const since = jobs[0]?.createdAt.getTime() ?? 0
  vi.useFakeTimers({ toFake: ['Date'] })
  return (ms) => vi.setSystemTime(since + ms)
}

describe('the replicate client', () => {
  const client = (on = emulator) =>
    new Replicate({ auth: 'key', baseUrl: on.baseURL('replicate'), useFileOutput: false })

  test.each([
    ['waiting for the answer', { mode: 'block' } as const],
    ['polling', { mode: 'poll', interval: 20 } as const],
  ])('has a video made while %s', async (_, wait) => {
    const output = await client().run(SEEDANCE, { input: { prompt: 'A fox' }, wait })
    expect((await fetch(`${output}`)).headers.get('content-type')).toBe('video/mp4')
  })

  test('lists, reads logs and cancels', async () => {
    const long = await busy({ queueMs: 0, runMs: 100_000 })
    const { predictions } = client(long)
    const { id } = await predictions.create({ model: SEEDANCE, input: { prompt: 'A fox #fault:failed' } })
    passTime(long)(42_000)
    const progress = parseProgressFromLogs(await predictions.get(id))
    expect(progress).toEqual({ percentage: 0.42, current: 42, total: 100 })
    expect((await predictions.list()).results.map((listed) => listed.id)).toEqual([id])
    expect((await predictions.cancel(id)).status).toBe('canceled')
    expect(long.jobs[0]?.state).toBe('canceled')
  })

  test('accepts the webhooks, and finds the secret that they are signed with', async () => {
    const post = await collectWebhooks()
    onTestFinished(() => post.close())
    const { key } = await client().webhooks.default.secret.get()
    await client().predictions.create({
      version: 'b'.repeat(64),
      input: { prompt: 'A fox' },
      webhook: post.url,
      webhook_events_filter: ['completed'],
    })
    const { body, headers } = await post.next()
    const request = { body: new TextDecoder().decode(body), secret: key }
    const signed = { id: 'webhook-id', timestamp: 'webhook-timestamp', signature: 'webhook-signature' }
    const named = Object.entries(signed).map(([name, header]) => [name, headers.get(header) ?? ''])
    expect(await validateWebhook({ ...request, ...Object.fromEntries(named) })).toBe(true)
    expect(JSON.parse(request.body)).toMatchObject({ status: 'succeeded', output: [expect.any(String)] })
  })

  test('is told in Replicate’s own words what is wrong', async () => {
    const created = client().predictions.create({ model: SEEDANCE, input: {} })
    await expect(created).rejects.toThrow(/422.*"title":"Input validation failed"/s)
  })
})

describe('an order of Replicate', () => {
  test('is in the words of a known model', async () => {
    const first = { type: 'image', source: { type: 'url', value: 'https://media.example/a.png' } } as const
    const data = { type: 'data', value: 'aGk=', mimeType: 'image/png' } as const
    const last = { type: 'image', source: data, metadata: { role: 'last_frame' } } as const
    await generateVideo({
      adapter: adapterOf(KLING),
      prompt: [{ type: 'text', content: 'A fox' }, first, last],
      size: '1080x1920',
      duration: 10,
      modelOptions: {
        audio: true,
        seed: 7,
        negativePrompt: 'rain',
        style: 'anime',
        guidance: 0.5,
        end_image: 'other',
      },
    })
    expect(emulator.jobs.at(-1)?.model).toBe(KLING)
    expect(lastInput().input).toEqual({
      prompt: 'A fox',
      aspect_ratio: '9:16',
      duration: 10,
      start_image: 'https://media.example/a.png',
      end_image: 'data:image/png;base64,aGk=',
      generate_audio: true,
      seed: 7,
      negative_prompt: 'rain',
      style: 'anime',
      guidance: 0.5,
    })
    const reference = { ...first, metadata: { role: 'reference' } } as const
    for (const [model, parts] of [
      [KLING, [reference]],
      [KLING, [last]],
      ['google/veo-3.1', [first, reference]],
      ['google/veo-3.1', [last, reference]],
    ] as const) {
      const refused = adapterOf(model).createVideoJob({ prompt: 'A fox', parts })
      await expect(refused).rejects.toMatchObject({ code: 'invalid_input' })
    }
  })

  test('of a version goes where versions go, and its list of files is read', async () => {
    const adapter = adapterOf(`acme/film:${VERSION}`)
    const { jobId } = await generateVideo({ adapter, prompt: 'A fox', modelOptions: { fps: 24 } })
    expect(emulator.requests.filter(({ method }) => method === 'POST').at(-1)?.path).toBe('/v1/predictions')
    expect(lastInput()).toMatchObject({ version: VERSION, input: { prompt: 'A fox', fps: 24 } })
    await endingOf(adapter, jobId)
    expect((await fetch((await adapter.getVideoUrl(jobId)).url)).status).toBe(200)
    const since = new Date(Date.now() - 60_000)
    expect(await adapter.findVideoJobs?.({ prompt: 'A fox', since })).toEqual([{ jobId }])
    expect(await adapterOf(SEEDANCE).findVideoJobs?.({ prompt: 'A fox of another', since })).toEqual([])
  })

  test.each(['film', 'a/b/c', 'acme/film:latest', '../x'])('needs a name: %s', (model) => {
    expect(() => adapterOf(model)).toThrow(/Give 'owner\/name'/)
  })

  test('needs a key, and a deadline that Replicate takes', () => {
    vi.stubEnv('REPLICATE_API_TOKEN', undefined)
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    expect(() => replicateVideo()).toThrow(/REPLICATE_API_TOKEN/)
    expect(() => adapterOf(SEEDANCE, { cancelAfter: 1 })).toThrow(/from 5/)
  })

  test('ends as aborted when its deadline passes before it starts', async () => {
    const waiting = await busy({ queueMs: 600_000, runMs: 50 })
    const adapter = adapterOf(SEEDANCE, { cancelAfter: 90 }, waiting)
    const { jobId } = await adapter.createVideoJob({ prompt: 'A fox #fault:failed' })
    expect((await adapter.getVideoStatus(jobId)).status).toBe('pending')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 91_000 })
    expect(await adapter.getVideoStatus(jobId)).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/deadline/),
    })
  })
})

describe('a prediction', () => {
  test('tells its progress as the model logs it', async () => {
    const long = await busy({ queueMs: 0, runMs: 100_000 })
    const adapter = adapterOf(SEEDANCE, {}, long)
    const { jobId } = await adapter.createVideoJob({ prompt: 'A fox #fault:failed' })
    const passed = passTime(long)
    passed(500)
    expect(await adapter.getVideoStatus(jobId)).toEqual({ jobId, status: 'processing' })
    for (const progress of [7, 40, 99]) {
      passed(progress * 1_000)
      const message = `step ${progress} of 100`
      expect(await adapter.getVideoStatus(jobId)).toEqual({ jobId, status: 'processing', progress, message })
    }
  })

  test('is canceled while it waits or runs, and it is too late after its end', async () => {
    for (const pace of [
      { queueMs: 60_000, runMs: 50 },
      { queueMs: 0, runMs: 60_000 },
    ]) {
      const adapter = adapterOf(SEEDANCE, {}, await busy(pace))
      const { jobId } = await adapter.createVideoJob({ prompt: 'A fox #fault:failed' })
      expect(await adapter.cancelVideoJob?.(jobId)).toBe('canceled')
      expect(await adapter.getVideoStatus(jobId)).toMatchObject({ status: 'failed', errorCode: 'canceled' })
      const goesOn = await adapter.createVideoJob({ prompt: 'A fox #fault:cancel-too-late' })
      expect(await adapter.cancelVideoJob?.(goesOn.jobId)).toBe('requested')
    }
    const adapter = adapterOf(SEEDANCE)
    const { jobId } = await adapter.createVideoJob({ prompt: 'A fox #fault:failed' })
    await endingOf(adapter, jobId)
    expect(await adapter.cancelVideoJob?.(jobId)).toBe('too_late')
    await expect(adapter.cancelVideoJob?.('never-was')).rejects.toMatchObject({ code: 'not_found' })
  })

  test('has a video for an hour, says what it took, and that it is gone afterwards', async () => {
    let isRemoved = false
    const send: typeof fetch = async (url, init) => {
      const response = await fetch(url, init)
      if (!isRemoved) return response
      const prediction = (await response.json()) as object
      return Response.json({ ...prediction, output: null, data_removed: true })
    }
    const adapter = adapterOf(SEEDANCE, { fetch: send })
    const { jobId } = await adapter.createVideoJob({ prompt: 'A fox' })
    await endingOf(adapter, jobId)
    const { expiresAt, usage } = await adapter.getVideoUrl(jobId)
    const left = (expiresAt?.getTime() ?? 0) - Date.now()
    expect(left).toBeGreaterThan(3_500_000)
    expect(left).toBeLessThanOrEqual(3_600_000)
    expect(usage).toEqual({ predict_time: expect.any(Number), total_time: expect.any(Number) })
    isRemoved = true
    expect((await adapter.getVideoStatus(jobId)).status).toBe('completed')
    await expect(adapter.getVideoUrl(jobId)).rejects.toMatchObject({ code: 'not_found' })
  })

  const answering = (prediction: object) =>
    adapterOf(SEEDANCE, { fetch: async () => Response.json({ id: 42, status: 'succeeded', ...prediction }) })

  test.each([
    [
      { frames: 'https://a.example/1.png', clip: { url: 'https://a.example/1.mp4' } },
      'https://a.example/1.mp4',
    ],
    [['https://a.example/1'], 'https://a.example/1'],
  ])('has its video wherever the model puts it: %j', async (output, url) => {
    const adapter = answering({ output })
    expect(await adapter.getVideoStatus('42')).toEqual({ jobId: '42', status: 'completed' })
    expect((await adapter.getVideoUrl('42')).url).toBe(url)
  })

  test('is called moderated only where it holds nothing at all', async () => {
    const withheld = await answering({ output: { video: null } }).getVideoStatus('42')
    expect(withheld).toMatchObject({ status: 'failed', errorCode: 'moderated' })
    const unknown = await answering({ output: { latents: [1, 2] } }).getVideoStatus('42')
    expect(unknown).toEqual({ jobId: '42', status: 'failed', error: expect.stringContaining('known here') })
  })

  test('is read with the large images that it repeats, and known by a number too', async () => {
    const adapter = answering({
      output: 'https://a.example/1.mp4',
      input: { image: 'a'.repeat(5 * 1024 ** 2) },
    })
    expect((await adapter.getVideoStatus('42')).status).toBe('completed')
    expect((await adapter.createVideoJob({ prompt: 'A fox' })).jobId).toBe('42')
  })

  test.each(['aborted', 'moderated'])('that ends %s has failed', async (scenario) => {
    const adapter = adapterOf(SEEDANCE)
    const { jobId } = await adapter.createVideoJob({ prompt: `A fox #fault:${scenario}` })
    const { errorCode, error } = await endingOf(adapter, jobId)
    expect(errorCode).toBe(scenario === 'moderated' ? 'moderated' : undefined)
    expect(error).toMatch(scenario === 'moderated' ? /E005/ : /deadline/)
  })

  test('reports once by itself, in a webhook that names it', async () => {
    const webhookSecret = emulator.webhookSecret('replicate')
    const adapter = adapterOf(SEEDANCE, { webhookSecret })
    const post = await collectWebhooks()
    onTestFinished(() => post.close())
    const prompt = 'A fox #fault:webhook-duplicate'
    const { jobId } = await adapter.createVideoJob({ prompt, webhookUrl: post.url })
    await vi.waitFor(() => expect(post.deliveries.length).toBe(2), { timeout: 25_000 })
    const reports = await Promise.all(post.deliveries.map((delivery) => adapter.webhook?.verify(delivery)))
    expect(reports[0]).toMatchObject({ jobId, deliveryId: expect.stringMatching(/^msg_/) })
    expect(reports[1]).toEqual(reports[0])
    expect(adapterOf(SEEDANCE).webhook).toBeUndefined()
  })
})
