import { VideoError } from '@reelstate/core/protocol'
import { describe, expect, it } from 'vitest'
import type { VideoAdapter } from '../provider/video-adapter.js'
import { memoryStore } from '../stores/memory-store.js'
import { type Script, scriptedAdapter } from '../support/scripted-adapter.js'
import { simulatedClock } from '../support/simulated-clock.js'
import { simulatedJobs } from '../support/simulated-jobs.js'
import type { JobStore } from './job-store.js'

const LEASE = 10_000
const created = { jobId: 'job-1', model: 'scripted' }

/** One instance whose store can be in trouble for a while: `isDone` says whether what it refuses happens all the same. */
function world(script: Script, more: Partial<VideoAdapter> = {}) {
  const clock = simulatedClock()
  const inner = memoryStore()
  let until = 0
  let doesAllTheSame = false
  const refusing =
    <Given extends unknown[], T>(call: (...given: Given) => Promise<T>) =>
    async (...given: Given) => {
      const isTrouble = clock.now() < until
      const answer = isTrouble && !doesAllTheSame ? undefined : await call(...given)
      if (isTrouble) throw new VideoError('unavailable', 'The store is in trouble.')
      return answer as T
    }
  const store: JobStore = {
    ...inner,
    save: refusing(inner.save),
    claim: refusing(inner.claim),
    record: refusing(inner.record),
  }
  const adapter = scriptedAdapter(script, more)
  return {
    ...simulatedJobs(adapter, { store, clock, leaseMs: LEASE }),
    adapter,
    trouble(ms: number, isDone = false) {
      until = clock.now() + ms
      doesAllTheSame = isDone
    },
  }
}

describe.each([
  ['for a moment', 1, false],
  ['for a moment, though it does what it is asked', 1, true],
  ['for longer than a lease', 40_000, false],
])('where the store is in trouble %s', (_name, ms, isDone) => {
  it('right after an order, its video is not lost, and ordered once', async () => {
    const { order, until, trouble, adapter, events } = world({
      create: () => {
        trouble(ms, isDone)
        return created
      },
    })
    const { id } = await order()
    expect(await until(id, 'succeeded')).toMatchObject({ providerJobId: 'job-1' })
    expect(adapter.created).toHaveLength(1)
    const states = events.flatMap((event) => (event.name === 'job.state' ? [event.to] : []))
    if (ms < LEASE) expect(states).not.toContain('unknown')
    expect(JSON.stringify(events)).not.toContain('ambiguous_create')
  })

  it('right after a stop, what the provider said is what the user hears', async () => {
    const canceled: string[] = []
    const { order, until, trouble, jobs, clock, row } = world(
      { statuses: [{ status: 'processing' }] },
      {
        async cancelVideoJob(jobId) {
          if (canceled.push(jobId) > 1) throw new VideoError('not_found', 'No such job.')
          trouble(ms, isDone)
          return 'canceled'
        },
      },
    )
    const { id } = await order()
    await until(id, 'running')
    void jobs.cancel(id)
    await clock.advance(ms + 10_000)
    expect(await row(id)).toMatchObject({ state: 'canceled', cancel: { outcome: 'canceled' } })
    if (ms < LEASE) expect(canceled).toEqual(['job-1'])
  })
})

describe('where the store is in trouble for a moment', () => {
  it('right after a refusal, its reason is what the user hears, and nothing counts', async () => {
    const { order, until, trouble } = world({
      create: () => {
        trouble(1)
        throw new VideoError('moderated', 'Too violent.')
      },
    })
    const { id } = await order()
    expect(await until(id, 'failed')).toMatchObject({ error: { message: 'Too violent.' }, seconds: 0 })
  })

  it('right after a provider was too busy, the order is sent again', async () => {
    let orders = 0
    const { order, until, trouble } = world({
      create: () => {
        if (++orders > 1) return created
        trouble(1)
        throw new VideoError('rate_limited', 'Later.', { retryAfterMs: 3_000 })
      },
    })
    const { id } = await order()
    await until(id, 'succeeded')
    expect(orders).toBe(2)
  })

  it('before an order, though it does what it is asked, that is sent once', async () => {
    const { order, until, trouble, adapter, events } = world({})
    adapter.checkInput = () => trouble(1, true)
    const { id } = await order()
    await until(id, 'succeeded')
    expect(adapter.created).toHaveLength(1)
    expect(JSON.stringify(events)).not.toContain('unknown')
  })
})

it('tells the provider’s name for a job that could not be stored in ten minutes, so that its bill can be explained', async () => {
  const { order, trouble, clock, events } = world({
    create: () => {
      trouble(900_000)
      return created
    },
  })
  const { id } = await order()
  await clock.advance(700_000)
  expect(events).toContainEqual(
    expect.objectContaining({ name: 'job.stray', jobId: id, providerJobId: 'job-1' }),
  )
  const tries = events.filter(({ name }) => name === 'worker.trouble')
  expect(tries.length).toBeLessThan(2_000)
})
