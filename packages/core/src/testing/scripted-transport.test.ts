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
  await video.pass(8_999)
  expect(video.getState()).toMatchObject({ phase: 'polling', progress: 33 })
  await video.pass(1)
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

it('comes no earlier for a connection that breaks: a wait goes on while nobody listens', async () => {
  const video = order([
    { jobCreated: {} },
    { status: 40 },
    { wait: 20_000 },
    { status: 80 },
    { wait: 10_000 },
    { result: {} },
  ])
  for (const _drop of [1, 2]) {
    await video.pass(4_000)
    video.network.drop()
    await video.pass(0)
    expect(video.getState().phase).toBe('reconnecting')
    // Who comes back is told how far the job is, and waits for the rest.
    await video.pass(4_000)
    expect(video.getState()).toMatchObject({ phase: 'polling', progress: 40 })
  }
  await video.pass(3_999)
  expect(video.getState().progress).toBe(40)
  await video.pass(1)
  expect(video.getState().progress).toBe(80)
  await video.pass(9_999)
  expect(video.getState().phase).toBe('polling')
  await video.pass(1)
  expect(video.getState().phase).toBe('success')
})

it('a retry under its key is about the same job', async () => {
  const video = order([{ jobCreated: {} }, { status: 40 }, { error: 'ambiguous_create' }, { result: {} }])
  await video.pass(0)
  expect(video.getState().error?.code).toBe('ambiguous_create')
  void video.retry()
  await video.pass(0)
  expect(video.getState()).toMatchObject({ phase: 'success', result: { jobId: 'job-1' } })
})

it('knows its own jobs only, unless it announces none', async () => {
  const strange = order([{ jobCreated: {} }, { result: {} }])
  await strange.pass(0)
  void strange.resume('nope')
  await strange.pass(0)
  expect(strange.getState().error).toMatchObject({
    code: 'not_found',
    message: 'The script has announced no job nope.',
  })

  const connection = scriptedTransport([{ status: 40 }, { result: {} }])
  const later = createTestClient({ connection })
  void later.resume('job-77')
  await later.pass(0)
  expect(later.getState()).toMatchObject({ phase: 'success', result: { jobId: 'job-77' } })
})

it('a job that was canceled stays so', async () => {
  const video = order([{ jobCreated: {} }, { wait: 5_000 }, { result: {} }])
  await video.pass(1_000)
  video.stop()
  await video.pass(0)
  void video.resume('job-1')
  await video.pass(20_000)
  expect(video.getState()).toMatchObject({ phase: 'idle', result: null })
  expect(video.transport.requests).toHaveLength(2)
})

it('a function that gives no script fails the test, with the number of its order', async () => {
  const scripts: ScriptStep[][] = [[{ jobCreated: {} }, { result: {} }]]
  const video = order((n) => scripts[n] as ScriptStep[])
  await video.pass(0)
  void video.generate({ prompt: 'a cat' })
  await expect(video.pass(0)).rejects.toThrow(
    'The script failed for order 1 (0 is the first): A script is a list of steps; it got undefined.',
  )
  await video.pass(0)
})

it('nobody hears what is sent on a stream that is closed', async () => {
  const video = order([{ jobCreated: {} }])
  await video.pass(0)
  video.network.drop()
  await video.pass(0)
  const report = jobStatus({ jobId: 'job-1', status: 'processing', progress: 55 })
  await expect(video.transport.send(report)).rejects.toThrow('The stream of this create is closed')
  await video.pass(500)
  await video.transport.send(report)
  expect(video.getState().progress).toBe(55)
})

it('runs on one clock, and keeps of a request what is data', async () => {
  const video = order([{ jobCreated: {} }])
  await video.pass(0)
  expect(Object.keys(video.transport.last.context)).toEqual(['data', 'runId', 'threadId', 'idempotencyKey'])
  const connection = scriptedTransport()
  createTestClient({ connection })
  expect(() => createTestClient({ connection })).toThrow('runs on the clock of another test client')
})
