import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createVideoClient, type PolledJob, type PollJobOptions, pollJob } from './index.js'

const url = 'https://videos.example/1.mp4'
const running = (progress: number): PolledJob => ({ status: 'processing', progress })
const done: PolledJob = { status: 'completed', url }

/** A client over routes whose looks answer one after the other; a function is called for its answer. */
function clientOf(looks: (PolledJob | (() => never) | Response)[], more: Partial<PollJobOptions> = {}) {
  const create = vi.fn(async () => ({ jobId: 'job-1' }))
  const status = vi.fn(async () => {
    const look = looks.length > 1 ? looks.shift() : looks[0]
    return (typeof look === 'function' ? look() : look) as PolledJob
  })
  const client = createVideoClient({ connection: pollJob({ create, status, ...more }), body: { tenant: 7 } })
  return { client, create, status }
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

describe('pollJob()', () => {
  it('orders once, looks at once and then in its interval, until the video is there', async () => {
    const { client, create, status } = clientOf([running(10), running(60), done])
    const outcome = client.generate({ prompt: 'a dog', duration: 4 })
    await vi.advanceTimersByTimeAsync(0)
    expect(client.getState()).toMatchObject({ phase: 'polling', jobId: 'job-1', progress: 10 })
    await vi.advanceTimersByTimeAsync(1_999)
    expect(status).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2_001)
    expect(await outcome).toEqual({
      outcome: 'success',
      result: { jobId: 'job-1', status: 'completed', url },
    })
    expect(create).toHaveBeenCalledExactlyOnceWith(
      { tenant: 7, prompt: 'a dog', duration: 4 },
      { signal: expect.any(AbortSignal), idempotencyKey: expect.any(String), runId: expect.any(String) },
    )
    expect(status).toHaveBeenCalledWith('job-1', { signal: expect.any(AbortSignal) })
  })

  it.each([
    [
      'throws',
      () => () => {
        throw new Error('socket hang up')
      },
    ],
    ['is a bad gateway', () => new Response('<h1>502</h1>', { status: 502 })],
    ['is too many requests', () => new Response('{}', { status: 429, headers: { 'Retry-After': '5' } })],
  ])('a look that %s is made again, and nothing is ordered anew', async (_name, trouble) => {
    const { client, create, status } = clientOf([running(10), trouble() as never, running(60), done])
    const outcome = client.generate({ prompt: 'a dog' })
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await outcome).toMatchObject({ outcome: 'success' })
    expect(create).toHaveBeenCalledOnce()
    expect(status).toHaveBeenCalledTimes(4)
  })

  it('tells why a job failed', async () => {
    const { client } = clientOf([{ status: 'failed', error: 'No faces.' }])
    const outcome = client.generate({ prompt: 'a dog' })
    await vi.advanceTimersByTimeAsync(0)
    expect(await outcome).toMatchObject({ error: { code: 'generation_failed', message: 'No faces.' } })
  })

  it('a job that is gone ends the run', async () => {
    const { client } = clientOf([running(10), new Response('{}', { status: 404 })])
    const outcome = client.generate({ prompt: 'a dog' })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await outcome).toMatchObject({ error: { code: 'not_found' } })
  })

  it('stops at the provider where it is told how, and looks no more', async () => {
    const cancel = vi.fn(async () => 'canceled' as const)
    const { client, status } = clientOf([running(10)], { cancel })
    const outcome = client.generate({ prompt: 'a dog' })
    await vi.advanceTimersByTimeAsync(0)
    client.stop()
    expect(await outcome).toEqual({ outcome: 'canceled' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(client.getState().canceled).toMatchObject({ outcome: 'canceled', jobId: 'job-1' })
    expect(cancel).toHaveBeenCalledExactlyOnceWith('job-1', { signal: expect.any(AbortSignal) })
    expect(status).toHaveBeenCalledTimes(1)
  })

  it('says that a stop is not supported where it is not told how', async () => {
    const { client } = clientOf([running(10)])
    client.generate({ prompt: 'a dog' })
    await vi.advanceTimersByTimeAsync(0)
    client.stop()
    await vi.advanceTimersByTimeAsync(0)
    expect(client.getState().canceled).toMatchObject({ outcome: 'unsupported' })
  })

  it('follows a job that exists by its id', async () => {
    const { client, create } = clientOf([done])
    const outcome = client.resume('job-7')
    await vi.advanceTimersByTimeAsync(0)
    expect(await outcome).toMatchObject({ outcome: 'success', result: { jobId: 'job-7' } })
    expect(create).not.toHaveBeenCalled()
  })

  it('asks no more often than every 250 ms', async () => {
    const { client, status } = clientOf([running(10)], { pollingInterval: 0 })
    client.generate({ prompt: 'a dog' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(status).toHaveBeenCalledTimes(5)
    client.dispose()
  })

  it('an answer without an id says what it was, and that a video may have been ordered', async () => {
    const { client } = clientOf([running(10)], { create: async () => ({ id: 'job-1' }) as never })
    const outcome = client.generate({ prompt: 'a dog' })
    await vi.advanceTimersByTimeAsync(0)
    expect(await outcome).toMatchObject({
      error: {
        code: 'ambiguous_create',
        message: expect.stringMatching(/it answered {"id":"job-1"}.*billed/),
      },
    })
  })
})
