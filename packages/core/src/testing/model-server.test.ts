import { expect, it } from 'vitest'
import { fetchServerSentEvents } from '../index.js'
import {
  createModelServer,
  createSimulatedClock,
  createTestClient,
  type ModelServerOptions,
} from '../testing.js'

function open(options: ModelServerOptions = {}) {
  const clock = createSimulatedClock()
  const server = createModelServer({ clock, ...options })
  const connection = fetchServerSentEvents('https://model.test/video', { fetch: server.fetch })
  const video = createTestClient({ connection, clock })
  const methods = () => server.requests.map(({ method }) => method)
  return { server, video, methods }
}

it('works as long as it is told, with a queue before it and progress on the way', async () => {
  const { server, video } = open({ queueMs: 30_000, workMs: 60_000, videoUrl: '/videos/{job}.mp4' })
  void video.generate({ prompt: 'a dog' })
  await video.pass(1_000)
  expect(video.getState()).toMatchObject({ queuePosition: 6, progress: null })
  await video.pass(60_000)
  expect(video.getState()).toMatchObject({ queuePosition: null, progress: 50 })
  await video.pass(31_000)
  expect(video.getState()).toMatchObject({ phase: 'success', result: { url: '/videos/job-1.mp4' } })
  expect([server.jobs.size, server.open]).toEqual([1, 0])
})

it('makes one job of one key, whatever becomes of its answer', async () => {
  const { server, video, methods } = open({
    faults: [
      { kind: 'network', arrives: true },
      { kind: 'html', arrives: true },
    ],
  })
  void video.generate({ prompt: 'a dog' })
  for (const _try of [1, 2]) {
    await video.pass(1_000)
    expect(video.getState().error?.code).toBe('ambiguous_create')
    void video.retry()
  }
  await video.pass(30_000)
  expect(video.getState().phase).toBe('success')
  expect(methods()).toEqual(['POST', 'POST', 'POST'])
  expect(server.jobs.size).toBe(1)
})

it('refuses in its own words, and says when to come back', async () => {
  const { server, video } = open({
    faults: [
      {
        kind: 'status',
        status: 429,
        arrives: false,
        retryAfter: 20,
        error: { code: 'rate_limited', message: 'Slow down.' },
      },
    ],
  })
  void video.generate({ prompt: 'a dog' })
  await video.pass(100)
  const { error } = video.getState()
  expect(error).toMatchObject({ code: 'rate_limited', status: 429, retryAfterMs: 20_000 })
  expect(server.jobs.size).toBe(0)
})

it.each(['error', 'end', 'stall'] as const)('cuts an answer by %s, and the job goes on', async (how) => {
  const { server, video, methods } = open({ faults: [{ kind: 'cut', bytes: 700, how }], heartbeatMs: 5_000 })
  void video.generate({ prompt: 'a dog' })
  await video.pass(120_000)
  expect(video.getState().phase).toBe('success')
  expect(methods()).toEqual(how === 'stall' ? ['POST', 'GET'] : ['POST', 'GET'])
  expect(server.jobs.size).toBe(1)
})

it('a restart breaks every stream, and none of the jobs', async () => {
  const { server, video } = open()
  void video.generate({ prompt: 'a dog' })
  await video.pass(6_000)
  expect(server.open).toBe(1)
  server.drop()
  await video.pass(0)
  expect([server.open, video.getState().phase]).toEqual([0, 'reconnecting'])
  await video.pass(20_000)
  expect(video.getState().phase).toBe('success')
})

it('offers what it is told to offer: nothing is resumed or canceled otherwise', async () => {
  const { server, video, methods } = open({ offers: { resume: false, cancel: false } })
  void video.generate({ prompt: 'a dog' })
  await video.pass(6_000)
  server.drop()
  await video.pass(30_000)
  expect(video.getState()).toMatchObject({ phase: 'error', error: { code: 'connection_lost' } })
  expect(methods()).toEqual(['POST'])
})

it('gives another link to every one who asks, and repeats the end', async () => {
  const { video, methods } = open({ urlLastsMs: 120_000 })
  video.attach()
  void video.generate({ prompt: 'a dog' })
  await video.pass(21_000)
  const first = video.getState().result
  expect(first?.expiresAt?.getTime()).toBeLessThanOrEqual(video.clock.now() + 120_000)
  await video.pass(60_000)
  expect(methods()).toEqual(['POST', 'GET'])
  expect(video.getState().result?.url).not.toBe(first?.url)
})

it('a job that was canceled elsewhere is over; one that has ended cannot be', async () => {
  const { server, video } = open()
  expect(server.cancel()).toBe('unsupported')
  void video.generate({ prompt: 'a dog' })
  await video.pass(5_000)
  expect(server.cancel()).toBe('canceled')
  expect(server.cancel()).toBe('canceled')
  await video.pass(2_000)
  expect(video.getState()).toMatchObject({ phase: 'idle', canceled: { outcome: 'canceled' } })
  void video.generate({ prompt: 'a cat' })
  await video.pass(30_000)
  expect(server.cancel()).toBe('too_late')
})

it('knows nothing of a job that was never ordered', async () => {
  const { video } = open()
  void video.resume('job-9')
  await video.pass(1_000)
  expect(video.getState().error).toMatchObject({ code: 'not_found', message: 'No such job.' })
})
