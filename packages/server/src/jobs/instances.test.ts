import { describe, expect, it } from 'vitest'
import { never, scriptedAdapter, VIDEO_URL } from '../support/scripted-adapter.js'
import { simulatedClock } from '../support/simulated-clock.js'
import { simulatedJobs } from '../support/simulated-jobs.js'
import type { VideoJobRow } from './video-job.js'

const HOUR = 3_600_000
const running = { status: 'processing' } as const
const done = { status: 'completed' } as const

describe('several instances on one store', () => {
  it('poll a job once, however many watch it', async () => {
    const adapter = scriptedAdapter({ statuses: [running, running, running, done] })
    const first = simulatedJobs(adapter)
    const others = [1, 2, 3].map(() => simulatedJobs(adapter, { store: first.store, clock: first.clock }))
    const { id } = await first.order()
    const seen = others.map(({ jobs }) => {
      const states = new Set<string>()
      jobs.watch([id], ({ state }) => void states.add(state))
      return states
    })
    await first.until(id, 'succeeded')
    await first.clock.advance(100)
    expect(adapter.created).toHaveLength(1)
    expect(adapter.polls).toHaveLength(4)
    for (const states of seen) expect(states).toContain('succeeded')
  })

  it('take over the job of one that died in the middle of a poll', async () => {
    const dying = scriptedAdapter({ statuses: [running, never] })
    const first = simulatedJobs(dying, { leaseMs: 1_000 })
    const { id } = await first.order()
    await first.clock.advance(0)
    // Another clock: nothing that the first one has planned happens any more, as after kill -9.
    const second = simulatedJobs(scriptedAdapter({ statuses: [done] }), {
      store: first.store,
      leaseMs: 1_000,
    })
    await second.clock.advance(first.clock.now() - second.clock.now())
    const taken = await second.until(id, 'succeeded')
    expect(taken.result?.url).toBe(VIDEO_URL)
  })

  it('do not order again for one that died in the middle of an order', async () => {
    const dying = scriptedAdapter({ create: never })
    const first = simulatedJobs(dying, { leaseMs: 1_000 })
    const { id } = await first.order()
    await first.clock.advance(0)
    const adapter = scriptedAdapter()
    const second = simulatedJobs(adapter, { store: first.store, leaseMs: 1_000 })
    await second.clock.advance(0)
    expect((await second.row(id)).state).toBe('creating')
    const lost = await second.until(id, 'unknown')
    expect(second.clock.now() - lost.createdAt).toBeLessThan(3_000)
    expect(adapter.created).toHaveLength(0)
  })

  it('leave an order alone that takes longer than its lease, as long as its worker lives', async () => {
    let answer = (_: { jobId: string; model: string }) => {}
    const create = () =>
      new Promise<{ jobId: string; model: string }>((resolve) => {
        answer = resolve
      })
    const adapter = scriptedAdapter({ create, statuses: [done] })
    const first = simulatedJobs(adapter, { leaseMs: 1_000 })
    simulatedJobs(adapter, { store: first.store, clock: first.clock, leaseMs: 1_000 })
    const { id } = await first.order()
    await first.clock.advance(20_000)
    expect((await first.row(id)).state).toBe('creating')
    answer({ jobId: 'job-1', model: 'scripted' })
    await first.until(id, 'succeeded')
    expect(adapter.created).toHaveLength(1)
  })

  it('refuse what a worker writes that has lost its job to another', async () => {
    let answer = (_: object) => {}
    const slow = () =>
      new Promise<object>((resolve) => {
        answer = resolve
      })
    const frozen = simulatedJobs(scriptedAdapter({ statuses: [running, slow] }), { leaseMs: 1_000 })
    const { id } = await frozen.order()
    await frozen.clock.advance(5_000)
    const awake = simulatedJobs(scriptedAdapter({ statuses: [done] }), {
      store: frozen.store,
      leaseMs: 1_000,
    })
    await awake.clock.advance(frozen.clock.now() - awake.clock.now() + 5_000)
    await awake.until(id, 'succeeded')
    answer({ status: 'failed', error: 'Too late to say so.' })
    await frozen.clock.advance(100)
    expect(await awake.row(id)).toMatchObject({ state: 'succeeded', result: { url: VIDEO_URL } })
  })

  it('share the work: with one at its limit the other goes on', async () => {
    const adapter = scriptedAdapter({ statuses: [never] })
    const first = simulatedJobs(adapter, { concurrency: 1 })
    const { id: stuck } = await first.order()
    await first.clock.advance(0)
    const { id } = await first.order()
    await first.clock.advance(2_000)
    expect((await first.row(id)).state).toBe('queued')
    simulatedJobs(scriptedAdapter({ statuses: [done] }), { store: first.store, clock: first.clock })
    await first.until(id, 'succeeded')
    expect((await first.row(stuck)).state).toBe('running')
  })

  it('that lack the adapter of a job leave it to the others', async () => {
    const first = simulatedJobs(scriptedAdapter(), { adapters: new Map([['other', scriptedAdapter()]]) })
    const second = simulatedJobs(scriptedAdapter(), { store: first.store, clock: first.clock, work: false })
    const { id } = await second.order()
    await first.clock.advance(100)
    expect((await first.row(id)).state).toBe('queued')
    expect(first.events).toContainEqual(
      expect.objectContaining({ name: 'worker.trouble', error: expect.stringContaining('"main"') }),
    )
  })
})

describe('an instance that is shut down', () => {
  it('hands its polls on at once', async () => {
    const first = simulatedJobs(scriptedAdapter({ statuses: [running, never] }))
    const { id } = await first.order()
    await first.clock.advance(20_000)
    const closing = first.jobs.close()
    await first.clock.advance(0)
    await closing
    const handed: VideoJobRow[] = await first.store.get([id])
    expect(handed[0]).toMatchObject({ state: 'running', leaseUntil: 0, dueAt: first.clock.now() })
  })

  it('waits for an order that is on its way', async () => {
    let answer = (_: { jobId: string; model: string }) => {}
    const create = () =>
      new Promise<{ jobId: string; model: string }>((resolve) => {
        answer = resolve
      })
    const first = simulatedJobs(scriptedAdapter({ create }))
    const { id } = await first.order()
    await first.clock.advance(0)
    const closing = first.jobs.close()
    await first.clock.advance(5_000)
    answer({ jobId: 'job-1', model: 'scripted' })
    await first.clock.advance(0)
    await closing
    const [job] = await first.store.get([id])
    expect(job).toMatchObject({ state: 'running', providerJobId: 'job-1', leaseUntil: 0 })
  })

  it('does not wait for ever', async () => {
    const first = simulatedJobs(scriptedAdapter({ create: never }))
    await first.order()
    await first.clock.advance(0)
    const closing = first.jobs.close(2_000)
    await first.clock.advance(2_000)
    await expect(closing).resolves.toBeUndefined()
  })
})

describe('a job that ended', () => {
  it('is forgotten after the time it is kept, and its key is free again', async () => {
    const adapter = scriptedAdapter({ statuses: [done] })
    const first = simulatedJobs(adapter, { keepMs: 48 * HOUR })
    const { id } = await first.order({ key: 'click-1' })
    await first.until(id, 'succeeded')
    await first.jobs.close()
    const later = (hours: number) => ({
      store: first.store,
      clock: simulatedClock(first.clock.now() + hours * HOUR),
      keepMs: 48 * HOUR,
    })
    const before = simulatedJobs(adapter, later(45))
    await before.clock.advance(2 * HOUR)
    expect(await before.jobs.get(id)).toBeDefined()
    const after = simulatedJobs(adapter, later(48))
    await after.clock.advance(2 * HOUR)
    expect(await after.jobs.get(id)).toBeUndefined()
    expect((await after.order({ key: 'click-1' })).id).not.toBe(id)
  })
})

describe('a finished video', () => {
  it('is copied before it is announced, and again where the copy failed', async () => {
    let attempts = 0
    const keep = async () => {
      attempts++
      if (attempts < 3) throw new Error('disk full')
      return { storageKey: 'kept', bytes: 12 }
    }
    const { order, until } = simulatedJobs(scriptedAdapter({ statuses: [done] }), { keep })
    const job = await until((await order()).id, 'succeeded')
    expect(job.result).toMatchObject({ storageKey: 'kept', bytes: 12, url: VIDEO_URL })
    expect(attempts).toBe(3)
  })

  it('is not held back for ever by a storage that is away', async () => {
    const keep = async () => {
      throw new Error('away')
    }
    const { order, until } = simulatedJobs(scriptedAdapter({ statuses: [done] }), { keep })
    const job = await until((await order()).id, 'succeeded')
    expect(job.result).toEqual({ url: VIDEO_URL })
  })
})
