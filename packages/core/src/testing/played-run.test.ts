import { describe, expect, it } from 'vitest'
import { jobResult, runFinished, VideoError } from '../protocol.js'
import { createSimulatedClock, createTestClient, type ScriptStep, scriptedTransport } from '../testing.js'

const video = { jobId: 'job-1', status: 'completed', url: 'https://videos.example/job-1.mp4' } as const

describe('two clients that follow one job', () => {
  function follow(script: readonly ScriptStep[]) {
    const clock = createSimulatedClock()
    const connection = scriptedTransport(script, { clock })
    const open = () => createTestClient({ connection, clock })
    return { clock, one: open(), two: open() }
  }
  const halfDone = [
    { jobCreated: {} },
    { wait: 10_000 },
    { status: 20 },
    { status: 30 },
    { wait: 10_000 },
    { status: 60 },
    { wait: 10_000 },
    { result: {} },
  ] as const

  it('are both told everything', async () => {
    const { clock, one, two } = follow(halfDone)
    void one.generate({ prompt: 'a dog' })
    await clock.pass(5_000)
    void two.resume('job-1')
    for (const [ms, progress] of [
      [5_000, 30],
      [10_000, 60],
    ] as const) {
      await clock.pass(ms)
      expect([one, two].map((client) => client.getState().progress)).toEqual([progress, progress])
    }
    await clock.pass(10_000)
    expect([one, two].map((client) => client.getState().phase)).toEqual(['success', 'success'])
  })

  it('the other one goes on when the first has left', async () => {
    const { clock, one, two } = follow(halfDone)
    void one.generate({ prompt: 'a dog' })
    await clock.pass(5_000)
    void two.resume('job-1')
    await clock.pass(10_000)
    one.dispose()
    await clock.pass(15_000)
    expect(two.getState().phase).toBe('success')
    expect(one.transport.requests.map(({ signal }) => signal.aborted)).toEqual([true, true])
    expect(one.getState().progress).toBe(30)
  })

  it('are both told at once that one of them canceled it', async () => {
    const { clock, one, two } = follow([
      { jobCreated: {} },
      { status: 10 },
      { wait: 300_000 },
      { result: {} },
    ])
    void one.generate({ prompt: 'a dog' })
    await clock.pass(1_000)
    void two.resume('job-1')
    await clock.pass(1_000)
    one.stop()
    await clock.pass(0)
    expect(one.getState().canceled?.outcome).toBe('canceled')
    expect(two.getState()).toMatchObject({ phase: 'idle', canceled: {} })
  })
})

describe('who asks again after the end', () => {
  async function refresh(script: readonly ScriptStep[]) {
    const client = createTestClient({ connection: scriptedTransport(script) })
    void client.generate({ prompt: 'a dog' })
    await client.pass(0)
    const { result } = client.getState()
    client.refreshResult()
    await client.pass(0)
    return { before: result, ...client.getState() }
  }

  it.each<[string, ScriptStep[]]>([
    ['is the last step', [{ result: {} }]],
    ['is followed by the end of the stream', [{ result: {} }, 'end']],
    ['is followed by a sign of life and a wait', [{ result: {} }, 'heartbeat', { wait: 1_000 }]],
    ['is one wire event', [jobResult(video)]],
    ['is wire events', [[jobResult(video), runFinished('job-1', 'job-1')], 'end']],
    ['is wire events of their own', [jobResult(video), runFinished('job-1', 'job-1')]],
  ])('hears it again where it %s', async (_name, end) => {
    const { before, result, phase } = await refresh([{ jobCreated: {} }, ...end])
    expect(phase).toBe('success')
    expect(result).toEqual(before)
    expect(result).not.toBe(before)
  })

  it('is told what the script has after it', async () => {
    const failing = [{ fail: new VideoError('not_found', 'It is gone.', { status: 404 }) }] as const
    const renewed = [{ result: '/renewed.mp4' }] as const
    const slow = [{ wait: 60_000 }, { result: '/renewed.mp4' }] as const
    const start = [{ jobCreated: {} }, { result: '/first.mp4' }] as const
    expect((await refresh([...start, ...failing])).result?.url).toBe('/first.mp4')
    expect((await refresh([...start, ...renewed])).result?.url).toBe('/renewed.mp4')
    expect((await refresh([...start, ...slow])).result?.url).toBe('/first.mp4')
  })
})
