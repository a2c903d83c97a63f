import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import type { InspectionEvent as XStateInspectionEvent } from 'xstate'
import { createVideoClient, type VideoClientOptions, type VideoState } from './index.js'
import { jobCreated, jobProgress, jobResult, jobStatus, runError, VideoError } from './protocol.js'
import { scriptedTransport } from './testing/scripted-transport.js'

const job = (offers: { resume?: boolean; cancel?: boolean } = {}) => jobCreated({ jobId: 'job-1', ...offers })
const progress = (percent: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress: percent })
const url = 'https://videos.example/1.mp4'
const video = jobResult({ jobId: 'job-1', status: 'completed', url })
const all = { resume: true, cancel: true }

function start(options: Partial<VideoClientOptions<unknown>> = {}) {
  const connection = scriptedTransport()
  const client = createVideoClient({ connection, ...options } as VideoClientOptions<unknown>)
  const phases: string[] = []
  client.subscribe(({ phase }) => phases.at(-1) === phase || phases.push(phase))
  return { connection, client, phases }
}

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a run', () => {
  it('goes from idle through creating and polling to success', async () => {
    const { connection, client, phases } = start()
    const outcome = client.generate({ prompt: 'a dog' })
    expect(client.getState()).toMatchObject({
      status: 'generating',
      phase: 'creating',
      isLoading: true,
      jobId: null,
    })
    await connection.last.send(job())
    await connection.last.send(progress(40))
    expect(client.getState()).toMatchObject({ phase: 'polling', jobId: 'job-1', progress: 40 })
    await connection.last.send(video)
    expect(await outcome).toMatchObject({ outcome: 'success', result: { url } })
    expect(phases).toEqual(['creating', 'polling', 'success'])
    expect(client.getState().videoStatus).toMatchObject({ status: 'completed', progress: 100 })
    expect(connection.last.signal.aborted).toBe(true)
  })

  it('begins with the empty values of the hook’s contract', () => {
    expect(start().client.getState()).toEqual({
      status: 'idle',
      phase: 'idle',
      isLoading: false,
      input: null,
      jobId: null,
      runId: null,
      videoStatus: null,
      progress: null,
      queuePosition: null,
      startedAt: null,
      estimatedEndAt: null,
      result: null,
      canceled: null,
      error: undefined,
    })
  })

  it('shows nothing of the run before it', async () => {
    const { connection, client } = start()
    client.generate({ prompt: 'one' })
    await connection.last.send(job(), progress(90), video)
    client.generate({ prompt: 'two' })
    expect(client.getState()).toMatchObject({
      input: { prompt: 'two' },
      result: null,
      jobId: null,
      progress: null,
      videoStatus: null,
    })
  })

  it('shows the queue and an estimate of the end, where the server sends them', async () => {
    const { connection, client } = start()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(
      job(),
      jobStatus({ jobId: 'job-1', status: 'pending', queuePosition: 2, etaMs: 60_000 }),
    )
    const { queuePosition, estimatedEndAt, progress: percent } = client.getState()
    expect({ queuePosition, percent }).toEqual({ queuePosition: 2, percent: null })
    expect(estimatedEndAt).toBeCloseTo(Date.now() + 60_000, -3)
  })

  it('survives a burst of 50,000 reports with one notification a read, and every callback', async () => {
    let updates = 0
    const { connection, client } = start({ onStatusUpdate: () => updates++ })
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job())
    let notified = 0
    client.subscribe(() => notified++)
    await connection.last.send(...Array.from({ length: 50_000 }, (_, index) => progress(index / 500)))
    expect({ updates, notified, progress: client.getState().progress }).toEqual({
      updates: 50_000,
      notified: 1,
      progress: 99.998,
    })
  })

  it('keeps its state object while nothing changes', async () => {
    const { connection, client } = start()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(), progress(10))
    const before = client.getState()
    await connection.last.send(progress(10))
    expect(client.getState()).toBe(before)
    expect(Object.isFrozen(before)).toBe(true)
  })

  it('is refused while another one runs', async () => {
    const { client, connection } = start()
    client.generate({ prompt: 'a dog' })
    expect(await client.generate({ prompt: 'a cat' })).toEqual({ outcome: 'refused', reason: 'busy' })
    expect(connection.requests).toHaveLength(1)
  })

  it('replaces another one where the client is told to, once that is canceled', async () => {
    const { client, connection } = start({ whenBusy: 'replace' })
    const first = client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all))
    const second = client.generate({ prompt: 'a cat' })
    expect(client.getState()).toMatchObject({
      status: 'generating',
      phase: 'canceling',
      input: { prompt: 'a cat' },
    })
    expect(await first).toEqual({ outcome: 'canceled' })
    await vi.waitFor(() => expect(connection.requests).toHaveLength(2))
    expect(connection.canceled).toEqual(['job-1'])
    await connection.last.send(jobCreated({ jobId: 'job-2' }), video)
    expect(await second).toMatchObject({ outcome: 'success' })
  })

  it('reconnects after a drop and reads on', async () => {
    const { connection, client, phases } = start()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all), progress(10))
    await connection.last.end()
    expect(client.getState().phase).toBe('reconnecting')
    await vi.waitFor(() => expect(connection.last.kind).toBe('resume'))
    await connection.last.send(progress(50))
    await connection.last.send(video)
    expect(phases).toEqual(['creating', 'polling', 'reconnecting', 'polling', 'success'])
    expect(connection.requests.map(({ kind }) => kind)).toEqual(['create', 'resume'])
  })

  it('does not mind a drop after the end', async () => {
    const broken = vi.fn(() => {
      throw new TypeError('cut')
    })
    const client = createVideoClient({
      connection: {
        connect: async function* () {
          try {
            yield [job(), video]
          } finally {
            broken()
          }
        },
      },
    })
    await client.generate({ prompt: 'a dog' })
    await vi.waitFor(() => expect(broken).toHaveBeenCalled())
    expect(client.getState()).toMatchObject({ status: 'success', error: undefined })
  })

  it('can be resumed by its reference, which creates nothing', async () => {
    const { connection, client } = start()
    const outcome = client.resume('ref-9')
    expect(client.getState()).toMatchObject({ status: 'generating', phase: 'reconnecting' })
    expect(connection.requests.map(({ kind, context }) => [kind, context.reference])).toEqual([
      ['resume', 'ref-9'],
    ])
    await connection.last.send(job(all), progress(70), video)
    expect(await outcome).toMatchObject({ outcome: 'success' })
  })

  it('takes too long after maxDuration, and goes on with retry()', async () => {
    const { connection, client } = start({ maxDuration: 20 })
    const outcome = client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all))
    expect(await outcome).toMatchObject({
      error: { code: 'deadline_exceeded', resumable: true, jobId: 'job-1' },
    })
    const again = client.retry()
    await connection.last.send(job(all), video)
    expect(await again).toMatchObject({ outcome: 'success' })
    expect(connection.requests.map(({ kind }) => kind)).toEqual(['create', 'resume'])
  })

  it('whose server gives up waiting is followed on by retry(), and not ordered again', async () => {
    const { connection, client } = start()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all), runError(new VideoError('deadline_exceeded', 'Not ready yet.')))
    expect(client.getState().error).toMatchObject({ code: 'deadline_exceeded', resumable: true })
    client.retry()
    expect(connection.requests.map(({ kind }) => kind)).toEqual(['create', 'resume'])
  })

  it('gives up reconnecting after maxAttempts, and keeps the job', async () => {
    const { connection, client } = start({ maxAttempts: 1 })
    const outcome = client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all))
    await connection.last.end()
    await vi.waitFor(() => expect(connection.requests).toHaveLength(2))
    await connection.last.end()
    expect(await outcome).toMatchObject({
      error: { code: 'connection_lost', resumable: true, jobId: 'job-1' },
    })
  })
})

describe('stop()', () => {
  it('is idle at once, and asks the provider', async () => {
    const { connection, client } = start()
    const outcome = client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all), progress(10))
    client.stop()
    expect(client.getState()).toMatchObject({
      status: 'idle',
      phase: 'canceling',
      isLoading: false,
      jobId: null,
      progress: null,
    })
    expect(await outcome).toEqual({ outcome: 'canceled' })
    await vi.waitFor(() => expect(client.getState().phase).toBe('idle'))
    expect(client.getState().canceled).toEqual({ outcome: 'canceled', jobId: 'job-1', result: null })
    expect(connection.canceled).toEqual(['job-1'])
  })

  it('before the job is known waits for it, and then asks the provider', async () => {
    const { connection, client } = start()
    client.generate({ prompt: 'a dog' })
    client.stop()
    expect(client.getState()).toMatchObject({ status: 'idle', phase: 'canceling' })
    expect(connection.last.signal.aborted).toBe(false)
    await connection.last.send(job(all))
    await vi.waitFor(() =>
      expect(client.getState().canceled).toMatchObject({ outcome: 'canceled', jobId: 'job-1' }),
    )
    expect(connection.last.signal.aborted).toBe(true)
  })

  it('says so where nobody can be asked', async () => {
    const { connection, client } = start()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job())
    client.stop()
    expect(client.getState()).toMatchObject({
      phase: 'idle',
      canceled: { outcome: 'unsupported', jobId: 'job-1' },
    })
  })

  it('keeps the paid video that was ready already', async () => {
    const { connection, client } = start()
    connection.cancelAnswer = new Promise(() => {})
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all))
    client.stop()
    await connection.last.send(video)
    expect(client.getState()).toMatchObject({
      phase: 'idle',
      result: null,
      canceled: { outcome: 'too_late', result: { url } },
    })
  })

  it('is honest when the provider could not be reached', async () => {
    const { connection, client } = start()
    connection.cancelAnswer = Promise.reject(new Error('502'))
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all))
    client.stop()
    await vi.waitFor(() => expect(client.getState().canceled).toMatchObject({ outcome: 'requested' }))
  })

  it('twice asks once', async () => {
    const { connection, client } = start()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all))
    client.stop()
    client.stop()
    await vi.waitFor(() => expect(client.getState().phase).toBe('idle'))
    expect(connection.canceled).toHaveLength(1)
  })

  it('is silent about the job from then on', async () => {
    const told: unknown[] = []
    const { connection, client } = start({
      onStatusUpdate: (status) => told.push(status),
      onJobCreated: (id) => told.push(id),
    })
    connection.cancelAnswer = new Promise(() => {})
    client.generate({ prompt: 'a dog' })
    client.stop()
    await connection.last.send(job(all), progress(50))
    expect(told).toEqual([])
  })

  it('reset() stops too, and forgets everything', async () => {
    const { connection, client } = start()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all), progress(50))
    client.reset()
    expect(client.getState()).toMatchObject({ status: 'idle', input: null, progress: null })
    await vi.waitFor(() => expect(client.getState().phase).toBe('idle'))
    expect(client.getState().canceled).toBeNull()
    expect(connection.canceled).toEqual(['job-1'])
  })
})

describe('leaving', () => {
  it('closes the stream of a job that can be resumed, and continues it on return', async () => {
    const { connection, client } = start()
    const leave = client.attach()
    const outcome = client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all), progress(10))
    leave()
    expect(await outcome).toEqual({ outcome: 'detached' })
    expect(connection.last.signal.aborted).toBe(true)
    expect(client.getState()).toMatchObject({ status: 'generating', progress: 10 })
    client.attach()
    await connection.last.send(progress(80), video)
    expect(client.getState()).toMatchObject({ status: 'success', result: { url } })
    expect(connection.canceled).toEqual([])
  })

  it('leaves a request that cannot be resumed to finish', async () => {
    const { connection, client } = start()
    const leave = client.attach()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job())
    leave()
    expect(connection.last.signal.aborted).toBe(false)
    await connection.last.send(video)
    expect(client.getState().status).toBe('success')
  })

  it('happens only when the last page has gone', async () => {
    const { connection, client } = start()
    const leave = [client.attach(), client.attach()]
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all))
    leave[0]?.()
    leave[0]?.()
    expect(connection.last.signal.aborted).toBe(false)
    leave[1]?.()
    expect(connection.last.signal.aborted).toBe(true)
  })

  it('for good opens nothing again', async () => {
    const { connection, client } = start()
    client.attach()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all))
    client.dispose()
    client.attach()
    expect(connection.requests).toHaveLength(1)
    expect(connection.last.signal.aborted).toBe(true)
  })

  it('for good refuses another run', async () => {
    const { client, connection } = start()
    client.dispose()
    expect(await client.generate({ prompt: 'a dog' })).toEqual({ outcome: 'refused', reason: 'disposed' })
    expect(connection.requests).toEqual([])
  })
})

describe('callbacks', () => {
  it('run in order, each after the state it describes can be read', async () => {
    const told: unknown[] = []
    const seen = (name: string) => told.push([name, client.getState().phase, client.getState().progress])
    const { connection, client } = start({
      onJobCreated: () => seen('job'),
      onStatusUpdate: () => seen('status'),
      onProgress: (percent, message) => seen(`${percent} ${message}`),
    })
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(), jobProgress(25, 'frame 48 of 192'), progress(25))
    await connection.last.send(progress(50))
    expect(told).toEqual([
      ['job', 'polling', null],
      ['25 frame 48 of 192', 'polling', 25],
      ['status', 'polling', 25],
      ['50 undefined', 'polling', 50],
      ['status', 'polling', 50],
    ])
  })

  it('onResult turns the video into the result, before it can be read', async () => {
    const { connection, client } = start({
      onResult: (given: { url: string }) => ({ poster: given.url, phase: client.getState().phase }),
    })
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(), video)
    expect(client.getState().result).toEqual({ poster: url, phase: 'polling' })
  })

  it.each([undefined, null])('onResult that returns %s keeps the video', async (nothing) => {
    const { connection, client } = start({ onResult: () => nothing })
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(), video)
    expect(client.getState().result).toMatchObject({ url })
  })

  it('are guests: one that throws decides nothing', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {})
    const fail = () => {
      throw new Error('guest')
    }
    const reject = async () => fail()
    const { connection, client } = start({
      onResult: fail,
      onChunk: fail,
      onJobCreated: reject as () => void,
      onStatusUpdate: fail,
      onProgress: fail,
    })
    client.subscribe(fail)
    const outcome = client.generate({ prompt: 'a dog' })
    await connection.last.send(job(), progress(10))
    await connection.last.send(video)
    expect(await outcome).toMatchObject({ outcome: 'success', result: { url } })
    expect(report.mock.calls.length).toBeGreaterThan(5)
    expect(report.mock.calls[0]?.[0]).toMatch(/^Reelstate: \w+ .*the generation goes on/)
  })

  it('onError hears the provider’s verdict', async () => {
    const errors: VideoError[] = []
    const { connection, client } = start({ onError: (error) => errors.push(error) })
    const outcome = client.generate({ prompt: 'a dog' })
    await connection.last.send(job(), runError(new VideoError('moderated', 'Not this.')))
    expect(errors).toEqual([client.getState().error])
    expect(await outcome).toMatchObject({
      error: { code: 'moderated', message: 'Not this.', jobId: 'job-1' },
    })
  })

  it('may start the next run', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({
      connection,
      onError: () => {
        if (connection.requests.length === 1) client.generate({ prompt: 'again' })
      },
    })
    client.generate({ prompt: 'a dog' })
    await connection.last.fail(new VideoError('rate_limited', 'rate limit'))
    expect(connection.requests).toHaveLength(2)
    expect(client.getState()).toMatchObject({ status: 'generating', input: { prompt: 'again' } })
  })
})

describe('a wrong call ends in an error that says what to do', () => {
  it.each<[string, object, RegExp]>([
    ['no transport', {}, /needs a connection or a fetcher.*neither/],
    [
      'both transports',
      { connection: scriptedTransport(), fetcher: async () => ({}) },
      /needs a connection or a fetcher.*both/,
    ],
  ])('%s', async (_name, options, message) => {
    const client = createVideoClient(options as VideoClientOptions)
    const outcome = await client.generate({ prompt: 'a dog' })
    expect(outcome).toMatchObject({ outcome: 'error', error: { code: 'invalid_options' } })
    expect(client.getState().error?.message).toMatch(message)
  })

  it.each([{ prompt: '' }, { prompt: '  \n' }, { prompt: 7 }, {}, undefined, null, 'a dog'])(
    'generate(%j)',
    async (input) => {
      const { connection, client } = start()
      const outcome = await client.generate(input as never)
      expect(outcome).toMatchObject({ outcome: 'error', error: { code: 'invalid_input' } })
      expect(client.getState()).toMatchObject({ status: 'error', isLoading: false })
      expect(client.getState().error?.message).toMatch(/prompt/)
      expect(connection.requests).toEqual([])
    },
  )

  it('a resume that the transport cannot do', async () => {
    const client = createVideoClient({ fetcher: async () => ({ jobId: 'j', url }) })
    expect(await client.resume('ref')).toMatchObject({ error: { code: 'invalid_options' } })
  })
})

describe('refreshResult()', () => {
  it('replaces the URL of a finished video without another run', async () => {
    const { connection, client, phases } = start()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all), video)
    client.refreshResult()
    await connection.last.send(
      job(all),
      jobResult({ jobId: 'job-1', status: 'completed', url: `${url}?again` }),
    )
    expect(client.getState().result).toMatchObject({ url: `${url}?again` })
    expect(phases).toEqual(['creating', 'polling', 'success'])
  })
})

describe('a URL that expires', () => {
  const MINUTE = 60_000
  const links = (minutes: number) =>
    jobResult({
      jobId: 'job-1',
      status: 'completed',
      url: `${url}?for=${minutes}`,
      expiresAt: new Date(Date.now() + minutes * MINUTE),
    })
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is renewed a minute before, while a page shows the video', async () => {
    const { connection, client } = start()
    client.attach()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all), links(60))
    vi.advanceTimersByTime(58 * MINUTE)
    expect(connection.requests).toHaveLength(1)
    vi.advanceTimersByTime(MINUTE)
    expect(connection.last).toMatchObject({ kind: 'resume', context: { reference: 'job-1' } })
    await connection.last.send(job(all), links(120))
    expect(client.getState()).toMatchObject({ phase: 'success', result: { url: `${url}?for=120` } })
    vi.advanceTimersByTime(118 * MINUTE)
    expect(connection.requests).toHaveLength(2)
  })

  it('is renewed when the page comes back, and not while it is away', async () => {
    const { connection, client } = start()
    const leave = client.attach()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(all), links(60))
    leave()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(300 * MINUTE)
    expect(connection.requests).toHaveLength(1)
    client.attach()
    await vi.advanceTimersByTimeAsync(0)
    expect(connection.requests).toHaveLength(2)
  })

  it('is left alone where the server cannot renew it', async () => {
    const { connection, client } = start()
    client.attach()
    client.generate({ prompt: 'a dog' })
    await connection.last.send(job(), links(60))
    vi.advanceTimersByTime(300 * MINUTE)
    expect(connection.requests).toHaveLength(1)
  })
})

describe('types', () => {
  it('let the return type of onResult flow into the result', () => {
    const connection = scriptedTransport()
    const plain = createVideoClient({ connection })
    expectTypeOf(plain.getState().result).toEqualTypeOf<VideoState['result']>()
    const mapped = createVideoClient({ connection, onResult: (given) => ({ poster: given.url }) })
    expectTypeOf(mapped.getState().result).toEqualTypeOf<{ poster: string } | null>()
    // @ts-expect-error exactly one transport
    createVideoClient({})
    // @ts-expect-error exactly one transport
    createVideoClient({ connection, fetcher: async () => ({ jobId: 'j', url }) })
    // An XState inspector fits as it is.
    createVideoClient({ connection, inspect: (event: XStateInspectionEvent) => event.actorRef })
    // @ts-expect-error a prompt is needed
    plain.generate({ size: '1280x720' })
  })
})
