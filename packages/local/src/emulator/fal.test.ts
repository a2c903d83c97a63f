import { createFalClient, ValidationError } from '@fal-ai/client'
import { createFalVideo, type FalVideoOptions } from '@reelstate/server/fal'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { collectWebhooks } from '../support/collect-webhooks.js'
import { endingOf } from '../support/ending-of.js'
import { runAdapterContract } from '../support/run-adapter-contract.js'
import { type Emulator, startEmulator } from './start-emulator.js'

runAdapterContract({
  provider: 'fal',
  adapter: (emulator, key) => createFalVideo(key, { fetch: emulator.fetch }),
  webhooks: 'signed',
})

const VEO = 'fal-ai/veo3.1'
const JWKS = '/.well-known/jwks.json'

let emulator: Emulator
/** Where jobs wait for long. */
let busy: Emulator
beforeAll(async () => {
  const small = { maxSide: 64, maxSeconds: 1 }
  emulator = await startEmulator({ ...small, pace: { queueMs: 0, runMs: 50 } })
  busy = await startEmulator({ ...small, pace: { queueMs: 60_000, runMs: 50 } })
})
afterAll(() => Promise.all([emulator?.close(), busy?.close()]))
afterEach(() => vi.useRealTimers())

const adapterOf = (model: string, options: FalVideoOptions = {}) =>
  createFalVideo(model, 'key', { fetch: emulator.fetch, ...options })
const lastJob = () => emulator.jobs.at(-1)
const jwksRequests = () => emulator.requests.filter(({ path }) => path === JWKS).length

describe('@fal-ai/client', () => {
  const client = () => createFalClient({ credentials: 'key', fetch: emulator.fetch })

  test.each(['polling', 'streaming'] as const)('has a video made while %s', async (mode) => {
    const seen: string[] = []
    const { data, requestId } = await client().subscribe(VEO, {
      input: { prompt: 'A fox', duration: '4s' },
      mode,
      logs: true,
      onQueueUpdate: ({ status }) => seen.push(status),
    })
    expect(seen.at(-1)).toBe('COMPLETED')
    expect(requestId).toBe(lastJob()?.id)
    expect((await fetch(data.video.url)).headers.get('content-type')).toBe('video/mp4')
  })

  test('learns only from the result that a completed request failed', async () => {
    const subscribed = client().subscribe(VEO, {
      input: { prompt: 'A fox #fault:completed-422' },
      pollInterval: 20,
    })
    const error = await subscribed.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ValidationError)
    expect((error as ValidationError).fieldErrors[0]?.type).toBe('content_policy_violation')
  })

  test('cancels a request that waits', async () => {
    const { queue } = createFalClient({ credentials: 'key', fetch: busy.fetch })
    const { request_id: requestId } = await queue.submit(VEO, { input: { prompt: 'A fox #fault:failed' } })
    expect(await queue.status(VEO, { requestId })).toMatchObject({ status: 'IN_QUEUE', queue_position: 0 })
    await queue.cancel(VEO, { requestId })
    expect(busy.jobs.at(-1)?.state).toBe('canceled')
  })
})

describe('a completed request', () => {
  test('is undecided while its result cannot be had', async () => {
    let isDown = true
    const send: typeof fetch = async (url, init) =>
      isDown && /requests\/[\w-]+$/.test(`${url}`)
        ? Response.json({ detail: 'Internal Server Error' }, { status: 500 })
        : emulator.fetch(url, init)
    const adapter = adapterOf(VEO, { fetch: send })
    const { jobId } = await adapter.createVideoJob({ prompt: 'A fox' })
    await vi.waitFor(
      () => expect(adapter.getVideoStatus(jobId)).rejects.toMatchObject({ code: 'unavailable', status: 500 }),
      { timeout: 25_000 },
    )
    isDown = false
    expect(await endingOf(adapter, jobId)).toEqual({ jobId, status: 'completed' })
    expect(await adapter.getVideoUrl(jobId)).toMatchObject({ usage: { inference_time: expect.any(Number) } })
  })

  test.each([
    ['completed-422', 'moderated', /flagged/],
    ['failed', undefined, /could not finish/],
    ['expired', undefined, /timed out/],
  ])('has failed where its result says so: %s', async (scenario, errorCode, error) => {
    const adapter = adapterOf(VEO)
    const { jobId } = await adapter.createVideoJob({ prompt: `A fox #fault:${scenario}` })
    const report = await endingOf(adapter, jobId)
    expect(report).toMatchObject({ status: 'failed', error: expect.stringMatching(error) })
    expect(report.errorCode).toBe(errorCode)
  })
})

describe('a result', () => {
  const reading = (result: () => Response) =>
    adapterOf(VEO, {
      fetch: async (url) =>
        `${url}`.endsWith('/status') ? Response.json({ status: 'COMPLETED' }) : result(),
    })

  test('that is empty is trouble on the way, and no verdict', async () => {
    const status = reading(() => new Response('')).getVideoStatus('one')
    await expect(status).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('holds its video wherever the model puts it', async () => {
    const output = { thumbnail: 'https://a.example/1.png', file: { url: 'https://a.example/1' } }
    const adapter = reading(() => Response.json({ seed: 1, output }))
    expect(await adapter.getVideoStatus('one')).toEqual({ jobId: 'one', status: 'completed' })
    expect((await adapter.getVideoUrl('one')).url).toBe('https://a.example/1')
  })

  test.each([
    [{ video: null, seed: 1 }, 'moderated'],
    [{}, 'moderated'],
    [{ latents: [1, 2] }, undefined],
  ])('is called moderated only where the video is left out: %j', async (body, errorCode) => {
    const report = await reading(() => Response.json(body)).getVideoStatus('one')
    expect(report.status).toBe('failed')
    expect(report.errorCode).toBe(errorCode)
  })
})

test('cancels what waits, asks what runs to stop, and is too late for what has ended', async () => {
  const waiting = adapterOf(VEO, { fetch: busy.fetch })
  const { jobId: queued } = await waiting.createVideoJob({ prompt: 'A fox #fault:failed' })
  expect(await waiting.getVideoStatus(queued)).toMatchObject({ status: 'pending', queuePosition: 0 })
  expect(await waiting.cancelVideoJob?.(queued)).toBe('canceled')

  const long = await startEmulator({ pace: { queueMs: 0, runMs: 60_000 } })
  onTestFinished(() => long.close())
  const adapter = adapterOf(VEO, { fetch: long.fetch })
  const { jobId: running } = await adapter.createVideoJob({ prompt: 'A fox #fault:failed' })
  expect(await adapter.getVideoStatus(running)).toEqual({ jobId: running, status: 'processing' })
  expect(await adapter.cancelVideoJob?.(running)).toBe('requested')
  expect(await endingOf(adapter, running)).toMatchObject({ status: 'failed', errorCode: 'canceled' })
  expect(await adapter.cancelVideoJob?.(running)).toBe('too_late')
  await expect(adapter.cancelVideoJob?.('never-was')).rejects.toMatchObject({ code: 'not_found' })
})

describe('a webhook', () => {
  async function deliver(adapter: ReturnType<typeof adapterOf>, prompt = 'A fox') {
    const post = await collectWebhooks()
    try {
      const { jobId } = await adapter.createVideoJob({ prompt, webhookUrl: post.url })
      return { jobId, delivery: await post.next() }
    } finally {
      await post.close()
    }
  }

  test('names its job, and again the same delivery when it comes twice', async () => {
    const jwksURL = `${emulator.baseURL('fal')}${JWKS}`
    const adapter = createFalVideo('key', { baseURL: emulator.baseURL('fal'), jwksURL })
    const { jobId, delivery } = await deliver(adapter, 'A fox #fault:failed')
    const report = await adapter.webhook?.verify(delivery)
    expect(report).toEqual({ jobId, deliveryId: jobId })
    expect(await adapter.webhook?.verify(delivery)).toEqual(report)
  })

  test('is checked with keys that are kept for a day, and looked for again after a new signature', async () => {
    const adapter = adapterOf(VEO)
    const { delivery } = await deliver(adapter)
    const before = jwksRequests()
    await Promise.all([adapter.webhook?.verify(delivery), adapter.webhook?.verify(delivery)])
    const forged = { ...delivery, body: new TextEncoder().encode('{}') }
    await expect(adapter.webhook?.verify(forged)).rejects.toMatchObject({ code: 'unauthorized' })
    expect(jwksRequests() - before).toBe(1)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 90_000 })
    await adapter.webhook?.verify(delivery)
    expect(jwksRequests() - before).toBe(1)
    await expect(adapter.webhook?.verify(forged)).rejects.toMatchObject({ code: 'unauthorized' })
    expect(jwksRequests() - before).toBe(2)
  })

  test('is refused while there are no keys, and accepted once there are', async () => {
    let isDown = true
    const send: typeof fetch = async (url, init) =>
      isDown && `${url}`.endsWith(JWKS) ? new Response('', { status: 503 }) : emulator.fetch(url, init)
    const adapter = adapterOf(VEO, { fetch: send })
    const { jobId, delivery } = await deliver(adapter)
    await expect(adapter.webhook?.verify(delivery)).rejects.toMatchObject({ code: 'unavailable' })
    isDown = false
    expect(await adapter.webhook?.verify(delivery)).toMatchObject({ jobId })
  })
})
