import { VideoError } from '@reelstate/core/protocol'
import { describe, expect, it, vi } from 'vitest'
import { runSource } from '../support/run-source.js'
import { never, scriptedAdapter, VIDEO_URL } from '../support/scripted-adapter.js'
import { simulatedJobs } from '../support/simulated-jobs.js'
import type { VideoJobRow } from './video-job.js'

const running = { status: 'processing' } as const
const done = { status: 'completed' } as const

describe('a job', () => {
  it('is ordered once, polled, and ends with the video', async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'pending' }, running, done] })
    const { order, until, events } = simulatedJobs(adapter)
    const { id } = await order()
    const job = await until(id, 'succeeded')
    expect(adapter.created).toHaveLength(1)
    expect(adapter.polls).toHaveLength(3)
    expect(job).toMatchObject({
      providerJobId: 'job-1',
      result: { url: VIDEO_URL },
      dueAt: null,
      leaseUntil: 0,
    })
    const states = events.flatMap((event) => (event.name === 'job.state' ? [event.to] : []))
    expect(states).toEqual(['creating', 'running', 'succeeded'])
    expect(events).toContainEqual(expect.objectContaining({ name: 'job.usage', jobId: id, late: false }))
  })

  it('is asked about at once after it was taken, not after an interval', async () => {
    const adapter = scriptedAdapter({ statuses: [running] })
    const { order, row, clock } = simulatedJobs(adapter)
    const { id } = await order()
    await clock.advance(0)
    expect(await row(id)).toMatchObject({ state: 'running', report: running, polls: 1 })
  })

  it('is asked about as often as a provider that is near says', async () => {
    const adapter = scriptedAdapter({ statuses: [running] }, { pollingCeilingMs: 500 })
    const { order, clock } = simulatedJobs(adapter)
    await order()
    await clock.advance(60_000)
    expect(adapter.polls.length).toBeGreaterThan(110)
  })

  it('has a new version with everything that readers see, and with nothing else', async () => {
    const statuses = [running, running, running, { ...running, progress: 20 }, done]
    const { order, until, jobs, clock } = simulatedJobs(scriptedAdapter({ statuses }), {
      pollingInterval: 1_000,
    })
    const { id } = await order()
    const seen: (readonly [number, string, number | undefined])[] = []
    jobs.watch([id], ({ version, state, report }) => seen.push([version, state, report?.progress]))
    await until(id, 'succeeded')
    await clock.advance(10)
    const versions = seen.map(([version]) => version)
    expect(versions).toEqual([...versions].sort((a, b) => a - b))
    expect(new Set(versions).size).toBe(versions.length)
    const looks = seen.map(([, state, progress]) => `${state} ${progress}`)
    expect(looks.slice(-3)).toEqual(['running undefined', 'running 20', 'succeeded 100'])
    expect(new Set(looks).size).toBe(looks.length)
    expect(seen.at(-1)).toEqual([versions.at(-1), 'succeeded', 100])
  })

  it('is one job for any number of the same orders at once', async () => {
    const adapter = scriptedAdapter()
    const { order, until } = simulatedJobs(adapter)
    const jobs = await Promise.all(Array.from({ length: 100 }, () => order({ key: 'click-1' })))
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1)
    await until((jobs[0] as VideoJobRow).id, 'succeeded')
    expect(adapter.created).toHaveLength(1)
  })

  it('is not another one under the same key, and belongs to one owner', async () => {
    const { order, jobs } = simulatedJobs(scriptedAdapter())
    const first = await order({ key: 'click-1' })
    await expect(order({ key: 'click-1', input: { prompt: 'A whale' } })).rejects.toMatchObject({
      code: 'invalid_input',
      status: 422,
      message: expect.stringContaining('Idempotency-Key'),
    })
    const other = await order({ key: 'click-1', owner: 'bob' })
    expect(other.id).not.toBe(first.id)
    await jobs.close()
  })

  it('with an input that would be refused asks nothing of anybody', async () => {
    const adapter = scriptedAdapter()
    const { order } = simulatedJobs(adapter)
    await expect(order({ input: { prompt: ' ' } })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(adapter.created).toHaveLength(0)
  })
})

describe('trouble on the way', () => {
  it('does not end a job: neither a poll that throws, nor a URL that cannot be had', async () => {
    const adapter = scriptedAdapter({
      statuses: [new Error('502 Bad Gateway'), running, new Error('<html>'), done],
      urls: [new Error('reset'), { url: VIDEO_URL }],
    })
    const { order, until } = simulatedJobs(adapter)
    const { id } = await order()
    expect(await until(id, 'succeeded')).toMatchObject({ result: { url: VIDEO_URL }, failures: 0 })
  })

  it('is waited out as long as the provider asks', async () => {
    const busy = new VideoError('rate_limited', 'rate limit', { retryAfterMs: 20_000 })
    const adapter = scriptedAdapter({ statuses: [busy, running] })
    const { order, row, clock } = simulatedJobs(adapter)
    const { id } = await order()
    await clock.advance(19_000)
    expect(adapter.polls).toHaveLength(1)
    await clock.advance(20_000)
    expect((await row(id)).polls).toBeGreaterThan(0)
  })

  it('takes a job as gone only when the provider does not know it twice in a row', async () => {
    const gone = new VideoError('not_found', 'No such job.')
    const once = simulatedJobs(scriptedAdapter({ statuses: [gone, running, gone, done] }))
    await once.until((await once.order()).id, 'succeeded')
    const twice = simulatedJobs(scriptedAdapter({ statuses: [running, gone] }))
    const job = await twice.until((await twice.order()).id, 'failed')
    expect(job.error).toEqual({ code: 'not_found', message: 'No such job.' })
  })

  it('ends at the deadline, also in the middle of a poll that hangs, and keeps the reference', async () => {
    const adapter = scriptedAdapter({ statuses: [running, () => never(), done] })
    const { order, until, jobs, clock } = simulatedJobs(adapter, { maxDuration: 30_000 })
    const { id, createdAt } = await order()
    const expired = await until(id, 'expired')
    expect(expired).toMatchObject({
      providerJobId: 'job-1',
      error: { code: 'deadline_exceeded' },
      dueAt: null,
    })
    expect(expired.error?.message).toContain('30 s')
    expect(clock.now() - createdAt).toBeLessThan(31_000)
    expect((await jobs.follow(id))?.state).toBe('running')
    await until(id, 'succeeded')
    expect(adapter.created).toHaveLength(1)
  })

  it('on an instance that was away past the deadline still gets the video that was ready', async () => {
    const adapter = scriptedAdapter({ statuses: [running, done] })
    const away = simulatedJobs(adapter, { maxDuration: 60_000 })
    const { id } = await away.order()
    await away.clock.advance(0)
    await away.jobs.close()
    await away.clock.advance(3_600_000)
    const back = simulatedJobs(adapter, { store: away.store, clock: away.clock })
    await back.until(id, 'succeeded')
  })
})

describe('an order', () => {
  it('that the provider refuses ends the job, and counts for nothing', async () => {
    const adapter = scriptedAdapter({ create: new VideoError('moderated', 'Too violent.') })
    const { order, until } = simulatedJobs(adapter, { cost: () => 3 })
    const job = await until((await order()).id, 'failed')
    expect(job).toMatchObject({ error: { code: 'moderated', message: 'Too violent.' }, seconds: 0, cost: 0 })
  })

  it('that certainly did not arrive is sent again', async () => {
    const refused = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })
    const answers = [refused, new VideoError('rate_limited', 'rate limit', { retryAfterMs: 5_000 })]
    const adapter = scriptedAdapter({
      create: () => {
        const error = answers.shift()
        if (error) throw error
        return { jobId: 'job-1', model: 'scripted' }
      },
    })
    const { order, until } = simulatedJobs(adapter)
    const job = await until((await order()).id, 'succeeded')
    expect(adapter.created).toHaveLength(3)
    expect(new Set(adapter.created.map(({ idempotencyKey }) => idempotencyKey))).toEqual(new Set([job.id]))
  })

  it('that never gets through ends at the deadline, saying that nothing was ordered', async () => {
    const adapter = scriptedAdapter({ create: new VideoError('unavailable', 'Away.') })
    const { order, until } = simulatedJobs(adapter, { maxDuration: 60_000 })
    const job = await until((await order()).id, 'failed')
    expect(job).toMatchObject({ error: { code: 'unavailable' }, seconds: 0 })
    expect(job.error?.message).toContain('Nothing was ordered')
  })

  it.each([
    ['a reset', Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } })],
    ['a 500', new VideoError('bad_response', 'The provider sent 500.')],
    ['an answer without an id', () => ({ jobId: '', model: '' })],
  ])('without a clear answer (%s) is never sent again by itself', async (_, create) => {
    const adapter = scriptedAdapter({ create })
    const { order, row, clock, until } = simulatedJobs(adapter)
    const { id } = await order({ key: 'click-1' })
    await until(id, 'unknown')
    await clock.advance(120_000)
    expect(await row(id)).toMatchObject({ error: { code: 'ambiguous_create' }, dueAt: null })
    await order({ key: 'click-1' })
    await clock.advance(120_000)
    expect(adapter.created).toHaveLength(1)
  })

  it('without a clear answer is sent again under its key where the provider honours keys', async () => {
    let isFirst = true
    const create = () => {
      if (!isFirst) return { jobId: 'job-1', model: 'scripted' }
      isFirst = false
      throw new TypeError('fetch failed')
    }
    const adapter = scriptedAdapter({ create }, { capabilities: { idempotency: true } })
    const { order, until } = simulatedJobs(adapter)
    await until((await order()).id, 'succeeded')
    const [first, second] = adapter.created
    expect(adapter.created).toHaveLength(2)
    expect(first?.idempotencyKey).toBe(second?.idempotencyKey)
  })

  it('whose answer comes after the wait for it is attached all the same', async () => {
    let answer = (_: { jobId: string; model: string }) => {}
    const create = () =>
      new Promise<{ jobId: string; model: string }>((resolve) => {
        answer = resolve
      })
    const { order, until, row, clock } = simulatedJobs(scriptedAdapter({ create }), {
      createTimeoutMs: 5_000,
    })
    const { id } = await order()
    await until(id, 'unknown')
    await clock.advance(90_000)
    expect((await row(id)).error?.code).toBe('ambiguous_create')
    answer({ jobId: 'job-1', model: 'scripted' })
    expect((await until(id, 'succeeded')).error).toBeUndefined()
  })

  it.each([
    ['exactly one matches', ['job-1'], 'succeeded'],
    ['two match', ['job-1', 'job-2'], 'unknown'],
    ['none matches', [], 'unknown'],
  ] as const)("without an answer is looked for in the provider's list: %s", async (_, listed, state) => {
    const findVideoJobs = vi.fn(async () => listed.map((jobId) => ({ jobId })))
    const adapter = scriptedAdapter({ create: new TypeError('fetch failed') }, { findVideoJobs })
    const { order, until, row, clock } = simulatedJobs(adapter)
    const { id } = await order()
    await until(id, state)
    await clock.advance(90_000)
    expect(await row(id)).toMatchObject({ state })
    expect(findVideoJobs).toHaveBeenCalledWith(
      expect.objectContaining({ prompt: 'A red kite over the sea', since: expect.any(Date) }),
      expect.anything(),
    )
    expect(adapter.created).toHaveLength(1)
  })

  it("does not take another order's job out of the list", async () => {
    let fails = false
    const create = () => {
      if (fails) throw new TypeError('fetch failed')
      return { jobId: 'job-1', model: 'scripted' }
    }
    const adapter = scriptedAdapter({ create }, { findVideoJobs: async () => [{ jobId: 'job-1' }] })
    const { order, until, row, clock } = simulatedJobs(adapter)
    const first = await order()
    await until(first.id, 'succeeded')
    fails = true
    const second = await order()
    await until(second.id, 'unknown')
    await clock.advance(90_000)
    expect((await row(second.id)).state).toBe('unknown')
    expect((await row(second.id)).providerJobId).toBeUndefined()
  })
})

describe('a webhook', () => {
  const verify = async ({ body }: { body: Uint8Array }) =>
    JSON.parse(new TextDecoder().decode(body)) as { deliveryId: string; jobId: string }
  const webhookUrl = async (id: string) => `https://app.example/hooks/${id}`
  const delivery = (deliveryId: string, jobId = 'job-1') => ({
    body: new TextEncoder().encode(JSON.stringify({ deliveryId, jobId })),
    headers: new Headers(),
  })

  it('resolves an order whose answer was lost', async () => {
    const adapter = scriptedAdapter({ create: new TypeError('fetch failed') }, { webhook: { verify } })
    const { order, until, jobs } = simulatedJobs(adapter)
    const { id } = await order({ webhookUrl })
    await until(id, 'unknown')
    expect(adapter.created[0]?.webhookUrl).toBe(`https://app.example/hooks/${id}`)
    await jobs.deliver(id, delivery('d-1'))
    expect(await until(id, 'succeeded')).toMatchObject({ providerJobId: 'job-1' })
  })

  it('has the provider asked at once, once per delivery, and is never believed', async () => {
    const adapter = scriptedAdapter({ statuses: [running] }, { webhook: { verify }, pollingFloorMs: 60_000 })
    const { order, row, jobs, clock } = simulatedJobs(adapter)
    const { id } = await order({ webhookUrl })
    await clock.advance(10)
    await jobs.deliver(id, delivery('d-1'))
    await clock.advance(1_000)
    expect(adapter.polls).toHaveLength(2)
    await jobs.deliver(id, delivery('d-1'))
    await clock.advance(1_000)
    expect(adapter.polls).toHaveLength(2)
    expect((await row(id)).state).toBe('running')
  })

  it('that names a second job for one order has it stopped and kept for the bill', async () => {
    const adapter = scriptedAdapter({ statuses: [running] }, { webhook: { verify } })
    const { order, row, jobs, clock, events } = simulatedJobs(adapter)
    const { id } = await order({ webhookUrl })
    await clock.advance(10)
    await jobs.deliver(id, delivery('d-1', 'job-2'))
    expect(await row(id)).toMatchObject({ providerJobId: 'job-1', strayProviderJobIds: ['job-2'] })
    expect(adapter.canceled).toEqual(['job-2'])
    expect(events).toContainEqual(expect.objectContaining({ name: 'job.stray', providerJobId: 'job-2' }))
  })

  it('about a job that is unknown, or of a provider without webhooks, is refused', async () => {
    const { order, jobs } = simulatedJobs(scriptedAdapter())
    const { id } = await order()
    await expect(jobs.deliver('vid_none', delivery('d-1'))).rejects.toMatchObject({ code: 'not_found' })
    await expect(jobs.deliver(id, delivery('d-1'))).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('a cancellation', () => {
  it('of a job that nobody has ordered yet stops it, and counts for nothing', async () => {
    const adapter = scriptedAdapter()
    const { order, jobs, row } = simulatedJobs(adapter, { work: false })
    const { id } = await order()
    const worker = simulatedJobs(adapter, { store: jobs.store })
    const answer = jobs.cancel(id)
    await worker.clock.advance(5_000)
    expect(await answer).toBe('canceled')
    expect(await row(id)).toMatchObject({ state: 'canceled', seconds: 0, error: { code: 'canceled' } })
    expect(adapter.created).toHaveLength(0)
  })

  it('during the order waits for its answer, and then stops the job', async () => {
    let answer = (_: { jobId: string; model: string }) => {}
    const create = () =>
      new Promise<{ jobId: string; model: string }>((resolve) => {
        answer = resolve
      })
    const adapter = scriptedAdapter({ create, statuses: [running] })
    const { order, jobs, clock, row } = simulatedJobs(adapter)
    const { id } = await order()
    await clock.advance(10)
    const outcome = jobs.cancel(id)
    await clock.advance(1_000)
    expect((await row(id)).state).toBe('creating')
    answer({ jobId: 'job-1', model: 'scripted' })
    await clock.advance(1_000)
    expect(await outcome).toBe('canceled')
    expect(adapter.canceled).toEqual(['job-1'])
  })

  it.each([
    ['canceled', 'canceled'],
    ['too_late', 'succeeded'],
  ] as const)('that the provider answers with %s leaves the job %s', async (answer, state) => {
    const adapter = scriptedAdapter({ statuses: [running, done] }, { cancelVideoJob: async () => answer })
    const { order, jobs, clock, until } = simulatedJobs(adapter)
    const { id } = await order()
    await clock.advance(10)
    const outcome = jobs.cancel(id)
    await clock.advance(1_000)
    expect(await outcome).toBe(answer)
    await until(id, state)
  })

  it('that nobody can be asked for says so, and the job goes on', async () => {
    const { cancelVideoJob: _, ...adapter } = scriptedAdapter({ statuses: [running, done] })
    const { order, jobs, clock, until } = simulatedJobs(adapter)
    const { id } = await order()
    await clock.advance(10)
    const outcome = jobs.cancel(id)
    await clock.advance(1_000)
    expect(await outcome).toBe('unsupported')
    await until(id, 'succeeded')
  })

  it('that the provider does not answer is requested', async () => {
    const adapter = scriptedAdapter(
      { statuses: [running] },
      {
        cancelVideoJob: async () => {
          throw new Error('502')
        },
      },
    )
    const { order, jobs, clock, until } = simulatedJobs(adapter)
    const { id } = await order()
    await clock.advance(10)
    const outcome = jobs.cancel(id)
    await clock.advance(60_000)
    expect(await outcome).toBe('requested')
    await until(id, 'canceled')
  })

  it('does not hide what a job cost that finished all the same', async () => {
    const adapter = scriptedAdapter({
      statuses: [running, done],
      urls: [{ url: VIDEO_URL, usage: { credits: 4 } }],
    })
    const { order, jobs, clock, row, events } = simulatedJobs(adapter, { cost: () => 2 })
    const { id } = await order()
    await clock.advance(10)
    void jobs.cancel(id)
    await clock.advance(200_000)
    expect(await row(id)).toMatchObject({
      state: 'canceled',
      cost: 2,
      result: { usage: { credits: 4 } },
      dueAt: null,
    })
    expect(events).toContainEqual(expect.objectContaining({ name: 'job.usage', late: true, cost: 2 }))
  })

  it('of a job that has ended is too late, and of none is refused', async () => {
    const { order, jobs, until } = simulatedJobs(scriptedAdapter())
    const { id } = await order()
    await until(id, 'succeeded')
    expect(await jobs.cancel(id)).toBe('too_late')
    await expect(jobs.cancel('vid_none')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('of an order that nobody can find out about is answered at once, and kept for when it turns up', async () => {
    const adapter = scriptedAdapter({ create: new TypeError('fetch failed'), statuses: [running] })
    const { order, jobs, row, clock } = simulatedJobs(adapter)
    const { id } = await order()
    await clock.advance(60_000)
    expect(await row(id)).toMatchObject({ state: 'unknown', error: { code: 'ambiguous_create' } })
    expect(await jobs.cancel(id)).toBe('requested')
    expect(await row(id)).toMatchObject({ cancel: { requestedAt: clock.now() } })
  })

  it('is awaited by a process that has nothing else to do', async () => {
    const script = runSource('support/run-cancel.ts')
    expect(await script.end).toBe(0)
    expect(script.output()).toEqual({ stdout: 'canceled\n', stderr: '' })
  })
})
