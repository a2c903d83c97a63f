import { VideoError } from '@reelstate/core/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { outline, readEvents, tick } from '../support/read-events.js'
import { never, scriptedAdapter, VIDEO_URL } from '../support/scripted-adapter.js'
import { generateVideo } from './generate-video.js'

const prompt = 'A red kite over the sea'
/** Tests share their machine. */
const PATIENT = { timeout: 10_000 }
const FAST = { stream: true, pollingInterval: 1 } as const
const gateway = () => new Error('<html>502 Bad Gateway, key sk-secret-1234</html>')

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the promise form', () => {
  it('resolves with the job, and asks for 1280x720 and 8 s where nothing else is known', async () => {
    const adapter = scriptedAdapter()
    expect(await generateVideo({ adapter, prompt })).toEqual({ jobId: 'job-1', model: 'scripted' })
    expect(adapter.created).toHaveLength(1)
    expect(adapter.created[0]).toMatchObject({ prompt, size: '1280x720', duration: 8 })
    expect(adapter.polls).toHaveLength(0)
  })

  it('leaves defaults to an adapter that knows its model', async () => {
    const sized = scriptedAdapter({}, { sizes: ['640x360'], availableDurations: () => ({ kind: 'none' }) })
    const snapping = scriptedAdapter({}, { checkInput: () => {}, snapDuration: () => 6 })
    await generateVideo({ adapter: sized, prompt })
    await generateVideo({ adapter: snapping, prompt })
    expect(sized.created[0]).toMatchObject({ size: undefined, duration: undefined })
    expect(snapping.created[0]).toMatchObject({ size: undefined, duration: 6 })
  })

  it('lets size and duration win over modelOptions, which stand in where those are absent', async () => {
    const adapter = scriptedAdapter()
    const modelOptions = { size: '720x1280', seconds: '12', seed: 7 }
    await generateVideo({ adapter, prompt, size: '1792x1024', duration: 4, modelOptions })
    await generateVideo({ adapter, prompt, modelOptions })
    expect(adapter.created[0]).toMatchObject({ size: '1792x1024', duration: 4 })
    expect(adapter.created[1]).toMatchObject({ size: '720x1280', duration: 12 })
    expect(adapter.created.map((options) => options.modelOptions)).toEqual([{ seed: 7 }, { seed: 7 }])
  })

  it('passes the idempotency key on', async () => {
    const adapter = scriptedAdapter()
    await generateVideo({ adapter, prompt, idempotencyKey: 'click-1' })
    expect(adapter.created[0]?.idempotencyKey).toBe('click-1')
  })

  it.each([
    ['an empty prompt', { prompt: ' ' }, /prompt is " "\. Give a text/],
    ['a missing prompt', { prompt: undefined }, /prompt is missing/],
    ['a prompt over the limit', { prompt: 'x'.repeat(101) }, /101 characters, and at most 100/],
    ['a size the model does not make', { prompt, size: '12x9' }, /"12x9" is not one .* 640x360, 1280x720/],
    ['a size that is no text', { prompt, size: 5 }, /size is 5/],
    ['a duration the model does not make', { prompt, duration: 5 }, /duration 5 s .* Give 4, 8 seconds/],
    ['a negative duration', { prompt, duration: -1 }, /duration is -1/],
    ['a duration that is no number', { prompt, duration: 'abc' }, /duration is "abc"/],
    ['model options that are a list', { prompt, modelOptions: [] }, /modelOptions are a list/],
  ])('refuses %s before anything is asked of the provider', async (_name, input, message) => {
    const adapter = scriptedAdapter(
      {},
      {
        maxPromptLength: 100,
        sizes: ['640x360', '1280x720'],
        availableDurations: () => ({ kind: 'discrete', values: [4, 8] }),
      },
    )
    const refused = generateVideo({ adapter, ...input } as never)
    await expect(refused).rejects.toMatchObject({ name: 'VideoError', code: 'invalid_input' })
    await expect(refused).rejects.toThrow(message)
    expect(adapter.created).toHaveLength(0)
  })

  it("lets the adapter's own check decide", async () => {
    const checkInput = () => {
      throw new VideoError('invalid_input', 'No kites.')
    }
    const adapter = scriptedAdapter({}, { checkInput })
    await expect(generateVideo({ adapter, prompt })).rejects.toThrow('No kites.')
    expect(adapter.created).toHaveLength(0)
  })

  it.each([
    ['no adapter', { prompt }, /adapter is missing/],
    [
      'a prompt and a job',
      { adapter: scriptedAdapter(), prompt, jobId: 'job-1' },
      /both a prompt and a jobId/,
    ],
    ['a job without a stream', { adapter: scriptedAdapter(), jobId: 'job-1' }, /getVideoJobStatus/],
    ['a duration of for ever', { adapter: scriptedAdapter(), prompt, maxDuration: Infinity }, /maxDuration/],
  ])('says how to set it up when there is %s', async (_name, options, message) => {
    const refused = generateVideo(options as never)
    await expect(refused).rejects.toMatchObject({ name: 'VideoError', code: 'invalid_options' })
    await expect(refused).rejects.toThrow(message)
  })

  it('rejects with the error of the provider', async () => {
    const create = new VideoError('rate_limited', 'Wait a little.', { retryAfterMs: 2000 })
    const adapter = scriptedAdapter({ create })
    await expect(generateVideo({ adapter, prompt })).rejects.toBe(create)
    expect(adapter.created).toHaveLength(1)
  })

  it('says that a job may exist when the create is not answered within maxDuration', async () => {
    const adapter = scriptedAdapter({ create: never })
    await expect(generateVideo({ adapter, prompt, maxDuration: 20 })).rejects.toMatchObject({
      code: 'ambiguous_create',
    })
    expect(adapter.created).toHaveLength(1)
  })

  it('drives an adapter that logs as those written for TanStack AI do', async () => {
    const seen: unknown[] = []
    const adapter = {
      ...scriptedAdapter(),
      async createVideoJob(options: { model: string; logger: { request(message: string): void } }) {
        options.logger.request('creating')
        seen.push(options.model)
        return { jobId: 'job-1', model: options.model }
      },
    }
    await generateVideo({ adapter, prompt })
    expect(seen).toEqual(['scripted-1'])
  })
})

describe('a stream', () => {
  it('tells the whole run, from RUN_STARTED to RUN_FINISHED', async () => {
    const expiresAt = new Date(Date.UTC(2030, 0, 1))
    const adapter = scriptedAdapter({ urls: [{ url: VIDEO_URL, expiresAt, usage: { seconds: 8 } }] })
    const events = await readEvents(generateVideo({ adapter, prompt, runId: 'r', threadId: 't', ...FAST }))
    expect(outline(events)).toEqual([
      'RUN_STARTED',
      ['video:job:created', { jobId: 'job-1' }],
      ['generation:progress', { progress: 50, message: 'frame 1 of 2' }],
      ['video:status', { jobId: 'job-1', status: 'processing', progress: 50 }],
      ['video:status', { jobId: 'job-1', status: 'completed', progress: 100 }],
      [
        'generation:result',
        { jobId: 'job-1', status: 'completed', url: VIDEO_URL, expiresAt, usage: { seconds: 8 } },
      ],
      'RUN_FINISHED',
    ])
    expect(events[0]).toMatchObject({ runId: 'r', threadId: 't' })
    expect(events.at(-1)).toMatchObject({ runId: 'r', threadId: 't' })
  })

  it('polls at once after the create, then about twice a second', async () => {
    const adapter = scriptedAdapter()
    const startedAt = performance.now()
    await readEvents(generateVideo({ adapter, prompt, stream: true }))
    const [first = 0, second = 0] = adapter.polls
    expect(first - startedAt).toBeLessThan(450)
    expect(second - first).toBeGreaterThan(450)
    expect(second - first).toBeLessThan(2000)
  })

  it("never polls faster than the provider's floor, whatever interval was asked for", async () => {
    const adapter = scriptedAdapter({}, { pollingFloorMs: 150 })
    await readEvents(generateVideo({ adapter, prompt, ...FAST }))
    const [first = 0, second = 0] = adapter.polls
    expect(second - first).toBeGreaterThan(140)
  })

  it('reports a status once, however often it is polled', async () => {
    const waiting = { status: 'pending', queuePosition: 2 } as const
    const statuses = [waiting, waiting, waiting, { status: 'completed' as const }]
    const events = await readEvents(
      generateVideo({ adapter: scriptedAdapter({ statuses }), prompt, ...FAST }),
    )
    expect(outline(events).slice(2, 4)).toEqual([
      ['video:status', { jobId: 'job-1', ...waiting }],
      ['video:status', { jobId: 'job-1', status: 'completed' }],
    ])
  })

  it('never lets progress fall, leave 0-100 or be no number', async () => {
    const statuses = [
      { progress: 40 },
      { progress: 20 },
      { progress: Number.NaN },
      { progress: 250 },
      { status: 'completed' as const },
    ]
    const events = await readEvents(
      generateVideo({ adapter: scriptedAdapter({ statuses }), prompt, ...FAST }),
    )
    const seen = events.filter(({ name }) => name === 'video:status')
    expect(seen.map(({ value }) => (value as { progress?: number }).progress)).toEqual([40, 100, 100])
  })

  it('takes a state it does not know as one on the way', async () => {
    const statuses = [{ status: 'remuxing' as never }, { status: 'completed' as const }]
    const events = await readEvents(
      generateVideo({ adapter: scriptedAdapter({ statuses }), prompt, ...FAST }),
    )
    expect(outline(events)[2]).toEqual(['video:status', { jobId: 'job-1', status: 'processing' }])
  })

  it.each([
    [{ error: 'Too violent.', errorCode: 'moderated' as const }, 'moderated', 'Too violent.'],
    [{ error: 'Stopped.', errorCode: 'canceled' as const }, 'canceled', 'Stopped.'],
    [{}, 'generation_failed', 'Video generation failed'],
  ])('ends with the verdict of the provider: %o', async (verdict, code, message) => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'failed', ...verdict }] })
    const events = await readEvents(generateVideo({ adapter, prompt, ...FAST }))
    expect(outline(events.slice(2))).toEqual([
      ['video:status', { jobId: 'job-1', status: 'failed', error: message }],
      ['RUN_ERROR', code],
    ])
    expect(events.at(-1)).toMatchObject({ message })
  })

  it('advertises what is mounted, and cancel only where the adapter can', async () => {
    const created = async (adapter: ReturnType<typeof scriptedAdapter>) => {
      const advertise = { resume: true, cancel: true }
      const events = await readEvents(generateVideo({ adapter, prompt, advertise, ...FAST }))
      return events[1]?.value
    }
    const { cancelVideoJob: _, ...uncancelable } = scriptedAdapter()
    const job = { jobId: 'job-1', reference: 'job-1', resume: true }
    expect(await created(scriptedAdapter())).toEqual({ ...job, cancel: true })
    expect(await created(uncancelable as never)).toEqual(job)
  })

  it('follows a job that exists, and creates none', async () => {
    const adapter = scriptedAdapter()
    const events = await readEvents(generateVideo({ adapter, jobId: 'job-7', ...FAST }))
    expect(adapter.created).toHaveLength(0)
    expect(events[1]?.value).toEqual({ jobId: 'job-7' })
    expect(events.at(-1)?.type).toBe('RUN_FINISHED')
  })

  it('creates one job, however often it is read', async () => {
    const adapter = scriptedAdapter()
    const stream = generateVideo({ adapter, prompt, ...FAST })
    expect(adapter.created).toHaveLength(0)
    await readEvents(stream)
    expect(await readEvents(stream)).toEqual([])
    expect(adapter.created).toHaveLength(1)
  })

  it('remembers a refusal instead of throwing it', async () => {
    const adapter = scriptedAdapter()
    const stream = generateVideo({ adapter, prompt: '', stream: true })
    expect(stream.refusal).toMatchObject({ code: 'invalid_input' })
    expect(outline(await readEvents(stream))).toEqual([['RUN_ERROR', 'invalid_input']])
    expect(adapter.created).toHaveLength(0)
  })

  it('refuses a job id that is none', async () => {
    const stream = generateVideo({ adapter: scriptedAdapter(), jobId: '', stream: true })
    expect(stream.refusal).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('""') })
  })
})

describe('trouble on the way', () => {
  it('is not failure of the job: polls and URL requests that throw are repeated', async () => {
    const adapter = scriptedAdapter({
      statuses: [
        gateway(),
        { status: 'processing' },
        new VideoError('unauthorized', 'key?'),
        { status: 'completed' },
      ],
      urls: [gateway(), {}, { url: VIDEO_URL }],
    })
    const events = await readEvents(generateVideo({ adapter, prompt, ...FAST }))
    expect(outline(events).slice(2)).toEqual([
      ['video:status', { jobId: 'job-1', status: 'processing' }],
      ['video:status', { jobId: 'job-1', status: 'completed' }],
      ['generation:result', { jobId: 'job-1', status: 'completed', url: VIDEO_URL }],
      'RUN_FINISHED',
    ])
    expect(adapter.created).toHaveLength(1)
  })

  it('waits as long as the provider asks', async () => {
    const busy = new VideoError('rate_limited', 'Slow down.', { retryAfterMs: 300 })
    const adapter = scriptedAdapter({ statuses: [busy, { status: 'completed' }] })
    await readEvents(generateVideo({ adapter, prompt, ...FAST }))
    const [first = 0, second = 0] = adapter.polls
    expect(second - first).toBeGreaterThan(295)
  })

  it('forgives answers that a job is unknown which was just made, and believes the second about another', async () => {
    const missing = new VideoError('not_found', 'No such job.')
    const statuses = [
      missing,
      missing,
      missing,
      gateway(),
      missing,
      { progress: 1 },
      missing,
      { status: 'completed' as const },
    ]
    const flaky = scriptedAdapter({ statuses })
    const gone = scriptedAdapter({ statuses: [missing] })
    const survived = await readEvents(generateVideo({ adapter: flaky, prompt, ...FAST }))
    const ended = await readEvents(generateVideo({ adapter: gone, jobId: 'job-1', ...FAST }))
    expect(survived.at(-1)?.type).toBe('RUN_FINISHED')
    expect(outline(ended).at(-1)).toEqual(['RUN_ERROR', 'not_found'])
    expect(gone.polls).toHaveLength(2)
  })

  it('lasts until maxDuration, which also interrupts a poll that hangs, and names the job', async () => {
    const adapter = scriptedAdapter({ statuses: [never] })
    const startedAt = performance.now()
    const events = await readEvents(generateVideo({ adapter, prompt, maxDuration: 80, ...FAST }))
    expect(performance.now() - startedAt).toBeLessThan(2000)
    expect(outline(events).at(-1)).toEqual(['RUN_ERROR', 'deadline_exceeded'])
    expect(events.at(-1)?.message).toContain('job-1')
    expect(adapter.canceled).toEqual([])
  })

  it('leaves no timer behind, however a run ends', async () => {
    vi.useFakeTimers()
    try {
      for (const status of ['completed', 'failed'] as const) {
        const adapter = scriptedAdapter({ statuses: [{ status }] })
        await readEvents(generateVideo({ adapter, prompt, ...FAST }))
        await generateVideo({ adapter, prompt })
        expect(vi.getTimerCount()).toBe(0)
      }
    } finally {
      vi.useRealTimers()
    }
  })

  it('tells a poll that hangs when its answer is no longer awaited', async () => {
    let told: AbortSignal | undefined
    const getVideoStatus = (_jobId: string, options?: { abortSignal?: AbortSignal | undefined }) => {
      told = options?.abortSignal
      return never()
    }
    const adapter = scriptedAdapter({}, { getVideoStatus })
    await readEvents(generateVideo({ adapter, prompt, maxDuration: 50, ...FAST }))
    expect(told?.aborted).toBe(true)
  })

  it('gives up a poll that hangs for 30 s, and asks again', async () => {
    vi.useFakeTimers()
    try {
      const adapter = scriptedAdapter({ statuses: [never, { status: 'completed' }] })
      const reading = readEvents(generateVideo({ adapter, prompt, ...FAST }))
      await vi.advanceTimersByTimeAsync(29_000)
      expect(adapter.polls).toHaveLength(1)
      await vi.advanceTimersByTimeAsync(3_000)
      expect((await reading).at(-1)?.type).toBe('RUN_FINISHED')
    } finally {
      vi.useRealTimers()
    }
  })

  it('during the create is told with its code; the create is never repeated', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const known = scriptedAdapter({ create: new VideoError('unavailable', 'Closed for today.') })
    const unknown = scriptedAdapter({ create: gateway() })
    const knownEvents = await readEvents(generateVideo({ adapter: known, prompt, ...FAST }))
    const unknownEvents = await readEvents(generateVideo({ adapter: unknown, prompt, ...FAST }))
    expect(outline(knownEvents)).toEqual(['RUN_STARTED', ['RUN_ERROR', 'unavailable']])
    expect(outline(unknownEvents)).toEqual(['RUN_STARTED', ['RUN_ERROR', 'ambiguous_create']])
    expect(JSON.stringify(unknownEvents)).not.toContain('sk-secret')
    expect([known.created.length, unknown.created.length]).toEqual([1, 1])
    expect(log).toHaveBeenCalledOnce()
  })

  it('is what an answer without a job id is: the job may exist', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const adapter = scriptedAdapter({ create: { jobId: '', model: 'm' } })
    const events = await readEvents(generateVideo({ adapter, prompt, ...FAST }))
    expect(outline(events).at(-1)).toEqual(['RUN_ERROR', 'ambiguous_create'])
  })

  it('is a video of over 16 MB inside its URL: the error says what to do', async () => {
    const url = (bytes: number) => `data:video/mp4;base64,${'A'.repeat((bytes / 3) * 4)}`
    const small = scriptedAdapter({ urls: [{ url: url(15 * 1024 * 1024) }] })
    const large = scriptedAdapter({ urls: [{ url: url(18 * 1024 * 1024) }] })
    const delivered = await readEvents(generateVideo({ adapter: small, prompt, ...FAST }))
    const refused = await readEvents(generateVideo({ adapter: large, prompt, ...FAST }))
    expect(delivered.at(-1)?.type).toBe('RUN_FINISHED')
    expect(outline(refused).at(-1)).toEqual(['RUN_ERROR', 'bad_result'])
    expect(refused.at(-1)?.message).toMatch(/18\.0 MB.*publicUrl/)
  })
})

describe('leaving', () => {
  it('stops the polling within a tick, and asks nobody to cancel', async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'processing' }] })
    for await (const event of generateVideo({ adapter, prompt, ...FAST })) {
      if (event.name === 'video:status') break
    }
    const { length } = adapter.polls
    await tick()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(adapter.polls).toHaveLength(length)
    expect(adapter.canceled).toEqual([])
  })

  it('ends a wait that is under way', async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'processing' }, never] })
    const stream = generateVideo({ adapter, prompt, ...FAST })
    for (let step = 0; step < 3; step++) await stream.next()
    const waiting = stream.next()
    await vi.waitFor(() => expect(adapter.polls).toHaveLength(2), PATIENT)
    await stream.return?.()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })

  it('during the create does not lose the job', async () => {
    let answer = (_job: { jobId: string; model: string }) => {}
    const create = () => new Promise<{ jobId: string; model: string }>((resolve) => (answer = resolve))
    const heard: string[] = []
    const adapter = scriptedAdapter({ create })
    const onJobCreated = (jobId: string) => void heard.push(jobId)
    const stream = generateVideo({ adapter, prompt, onJobCreated, ...FAST })
    await stream.next()
    const waiting = stream.next()
    await vi.waitFor(() => expect(adapter.created).toHaveLength(1), PATIENT)
    await stream.return?.()
    expect((await waiting).done).toBe(true)
    answer({ jobId: 'job-9', model: 'm' })
    await tick()
    expect(heard).toEqual(['job-9'])
    expect(adapter.polls).toHaveLength(0)
  })

  it('is what an aborted signal is: a poll that hangs is left, and the stream ends without a verdict', async () => {
    const leaving = new AbortController()
    const adapter = scriptedAdapter({ statuses: [{ status: 'processing' }, never] })
    const reading = readEvents(generateVideo({ adapter, prompt, abortSignal: leaving.signal, ...FAST }))
    await vi.waitFor(() => expect(adapter.polls).toHaveLength(2), PATIENT)
    leaving.abort()
    expect((await reading).at(-1)?.name).toBe('video:status')
  })

  it('before the start orders nothing', async () => {
    const adapter = scriptedAdapter()
    const abortSignal = AbortSignal.abort()
    const events = await readEvents(generateVideo({ adapter, prompt, abortSignal, ...FAST }))
    expect(outline(events).at(-1)).toEqual(['RUN_ERROR', 'canceled'])
    await expect(generateVideo({ adapter, prompt, abortSignal })).rejects.toMatchObject({ code: 'canceled' })
    expect(adapter.created).toHaveLength(0)
  })
})

describe('onJobCreated', () => {
  it('is a guest: one that throws or rejects is reported, and the run goes on', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const throwing = () => {
      throw new Error('no database')
    }
    const rejecting = async () => throwing()
    for (const onJobCreated of [throwing, rejecting]) {
      const events = await readEvents(
        generateVideo({ adapter: scriptedAdapter(), prompt, onJobCreated, ...FAST }),
      )
      expect(events.at(-1)?.type).toBe('RUN_FINISHED')
    }
    expect(log).toHaveBeenCalledTimes(2)
  })
})
