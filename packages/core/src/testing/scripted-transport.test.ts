import { expect, it, vi } from 'vitest'
import { createVideoClient } from '../index.js'
import { jobStatus, VideoError } from '../protocol.js'
import {
  createSimulatedClock,
  createTestClient,
  type Script,
  type ScriptedTransportOptions,
  type ScriptStep,
  scriptedTransport,
} from '../testing.js'

/** A client over a script, with one order. */
function order(script: Script, options: ScriptedTransportOptions = {}) {
  const clock = createSimulatedClock()
  const connection = scriptedTransport(script, { clock, ...options })
  const video = createTestClient({ connection, clock })
  void video.generate({ prompt: 'a dog' })
  return video
}

it('plays its steps in order, with the waits between them', async () => {
  const video = order([
    { jobCreated: { jobId: 'dog-7' } },
    { status: 'pending' },
    { status: { queuePosition: 3 } },
    { wait: 5_000 },
    { status: 40 },
    'heartbeat',
    { wait: 5_000 },
    { result: 'https://videos.example/dog.mp4' },
  ])
  await video.pass(0)
  expect(video.getState()).toMatchObject({ jobId: 'dog-7', queuePosition: 3, progress: null })
  await video.pass(5_000)
  expect(video.getState()).toMatchObject({ phase: 'polling', progress: 40 })
  await video.pass(5_000)
  expect(video.getState().result).toEqual({
    jobId: 'dog-7',
    status: 'completed',
    url: 'https://videos.example/dog.mp4',
  })
})

it.each<[string, ScriptStep]>([
  ['drop', 'drop'],
  ['end', 'end'],
  ['error of the request', { fail: new VideoError('bad_response', 'A 502.', { status: 502 }) }],
])('goes on with the next request after a %s', async (_name, trouble) => {
  const video = order([{ jobCreated: {} }, { status: 40 }, trouble, { status: 60 }, { result: {} }])
  await video.pass(0)
  expect(video.getState()).toMatchObject({ phase: 'reconnecting', progress: 40 })
  await video.pass(1_000)
  expect(video.getState().phase).toBe('success')
  expect(video.transport.requests.map(({ kind, context }) => [kind, context.reference])).toEqual([
    ['create', undefined],
    ['resume', 'job-1'],
  ])
})

it('is silent until the client closes the stream', async () => {
  const clock = createSimulatedClock()
  const connection = scriptedTransport([{ jobCreated: {} }, 'silence', { result: {} }], { clock })
  const video = createTestClient({ connection, clock, stallMs: 30_000 })
  void video.generate({ prompt: 'a dog' })
  await video.pass(29_000)
  expect(video.getState().phase).toBe('polling')
  await video.pass(3_000)
  expect(video.getState().phase).toBe('success')
})

it('says the verdict by its code, or in whole', async () => {
  const byCode = order([{ jobCreated: {} }, { error: 'moderated' }])
  await byCode.pass(0)
  expect(byCode.getState().error).toMatchObject({ code: 'moderated', message: 'The server said moderated.' })
  const inWhole = order([{ error: new VideoError('invalid_input', 'Too long.') }])
  await inWhole.pass(0)
  expect(inWhole.getState().error).toMatchObject({ code: 'invalid_input', message: 'Too long.' })
})

it('plays anew for every order, and another script where it is told to', async () => {
  const again = order([{ jobCreated: {} }, { wait: 1_000 }, { result: {} }])
  await again.pass(500)
  again.stop()
  await again.pass(0)
  void again.generate({ prompt: 'a cat' })
  await again.pass(1_000)
  expect(again.getState()).toMatchObject({ phase: 'success', jobId: 'job-2' })

  const other = order((n) =>
    n === 0 ? [{ error: 'generation_failed' }] : [{ jobCreated: {} }, { result: {} }],
  )
  await other.pass(0)
  void other.retry()
  await other.pass(0)
  expect(other.getState().phase).toBe('success')
})

it('repeats the end for who asks again, and has another end where the script says so', async () => {
  const one = order([{ jobCreated: {} }, { result: {} }])
  const two = order([{ jobCreated: {} }, { result: {} }, { result: '/renewed.mp4' }])
  for (const video of [one, two]) {
    await video.pass(0)
    video.refreshResult()
    await video.pass(0)
  }
  expect(one.transport.requests).toHaveLength(2)
  expect(one.getState().result?.url).toBe('https://videos.example/job-1.mp4')
  expect(two.getState().result?.url).toBe('/renewed.mp4')
})

it('answers a cancellation as it is told, and when', async () => {
  const late = order([{ jobCreated: {} }], { cancel: 'too_late' })
  await late.pass(0)
  late.stop()
  await late.pass(0)
  expect(late.getState().canceled?.outcome).toBe('too_late')

  const slow = order([{ jobCreated: {} }])
  await slow.pass(0)
  let answer = (_outcome: 'requested') => {}
  slow.transport.cancelAnswer = new Promise((resolve) => {
    answer = resolve
  })
  slow.stop()
  await slow.pass(1_000)
  expect(slow.getState().phase).toBe('canceling')
  answer('requested')
  await slow.pass(0)
  expect(slow.getState().canceled?.outcome).toBe('requested')
})

it('waits on the clock of its client, unless it has one of its own', async () => {
  const video = createTestClient({ connection: scriptedTransport([{ wait: 60_000 }, { jobCreated: {} }]) })
  void video.generate({ prompt: 'a dog' })
  await video.pass(59_999)
  expect(video.getState().jobId).toBeNull()
  await video.pass(1)
  expect(video.getState().jobId).toBe('job-1')

  const clock = createSimulatedClock()
  const connection = scriptedTransport([{ wait: 60_000 }, { jobCreated: {} }], { clock })
  const other = createTestClient({ connection })
  void other.generate({ prompt: 'a dog' })
  await other.pass(60_000)
  expect(other.getState().jobId).toBeNull()
  await clock.pass(60_000)
  expect(other.getState().jobId).toBe('job-1')
})

it('is driven by hand, also in the middle of a script', async () => {
  const video = order([{ jobCreated: {} }, { wait: 10_000 }, { result: {} }])
  const { transport } = video
  await video.pass(1_000)
  await transport.send(jobStatus({ jobId: 'job-1', status: 'processing', progress: 33 }))
  expect(video.getState().progress).toBe(33)
  await transport.drop()
  expect(video.getState().phase).toBe('reconnecting')
  await video.pass(500)
  expect(video.getState().phase).toBe('success')
  expect(transport.requests[0]?.context.data).toEqual({ prompt: 'a dog' })
})

it('ends its stream, and clears its wait, when the client closes it', async () => {
  vi.useFakeTimers()
  try {
    const connection = scriptedTransport([
      { jobCreated: { cancel: false } },
      { wait: 60_000 },
      { result: {} },
    ])
    const client = createVideoClient({ connection })
    void client.generate({ prompt: 'a dog' })
    await vi.advanceTimersByTimeAsync(1_000)
    client.stop()
    await vi.advanceTimersByTimeAsync(0)
    expect(connection.last.signal.aborted).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

it('names the step that is none, and the error that is none', () => {
  const wrong = [{ jobCreated: {} }, { progress: 40 }] as unknown as ScriptStep[]
  expect(() => scriptedTransport(wrong)).toThrow(
    'Step 2 of the script is {"progress":40}; it should be one of',
  )
  const unknown = [{ error: 'oops' }] as unknown as ScriptStep[]
  expect(() => scriptedTransport(unknown)).toThrow('it got oops')
  expect(() => scriptedTransport().last).toThrow('Nothing was requested yet.')
})
