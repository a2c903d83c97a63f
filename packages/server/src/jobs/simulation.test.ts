import { VideoError } from '@reelstate/core/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VideoAdapter, VideoStatusResult } from '../provider/video-adapter.js'
import { memoryStore } from '../stores/memory-store.js'
import { simulatedClock } from '../support/simulated-clock.js'
import { simulatedJobs } from '../support/simulated-jobs.js'
import type { JobStore } from './job-store.js'
import { isEnded, isTerminal, type JobState } from './video-job.js'

// A small world with everything that goes wrong in the big one: instances that die between any two calls, a provider
// that bills and loses its answers, polls that fail, stores in trouble, users who cancel. What must hold, holds in all of
// them.

/** A hundred worlds a few seconds; a long run takes thousands. */
const RUNS = process.env.REELSTATE_LONG ? 5_000 : 150

const never = () => new Promise<never>(() => {})

type CreateFate = 'taken' | 'taken, answer lost' | 'lost' | 'not sent' | 'refused' | 'busy' | 'never answered'
type PollFate = 'works' | 'fails' | 'hangs' | 'unknown job' | 'busy'

interface World {
  seed: number
  creates: CreateFate[]
  polls: PollFate[]
  /** How many calls to the store or the provider each instance lives. */
  lives: number[]
  videoMs: number
  /** Calls to each instance's store that fail, whether what they asked for was done or not. */
  troubles: { at: number; many: number; isDone: boolean }[]
  cancelAt: number | undefined
  honoursKeys: boolean
  lists: boolean
}

const world: fc.Arbitrary<World> = fc.record({
  seed: fc.nat(),
  creates: fc.array(
    fc.constantFrom<CreateFate>(
      'taken',
      'taken',
      'taken, answer lost',
      'lost',
      'not sent',
      'refused',
      'busy',
      'never answered',
    ),
    { minLength: 1, maxLength: 4 },
  ),
  polls: fc.array(
    fc.constantFrom<PollFate>('works', 'works', 'works', 'fails', 'hangs', 'unknown job', 'busy'),
    {
      maxLength: 12,
    },
  ),
  lives: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
  videoMs: fc.integer({ min: 0, max: 90_000 }),
  troubles: fc.array(
    fc.record({ at: fc.nat({ max: 12 }), many: fc.integer({ min: 1, max: 12 }), isDone: fc.boolean() }),
    { maxLength: 3 },
  ),
  cancelAt: fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: undefined }),
  honoursKeys: fc.boolean(),
  lists: fc.boolean(),
})

describe('in any world', () => {
  it('no job is billed twice, none is forgotten, and no end is taken back', async () => {
    let succeeded = 0
    const count = async (plan: World) => {
      if ((await live(plan)) === 'succeeded') succeeded++
    }
    await fc.assert(fc.asyncProperty(world, count), { numRuns: RUNS })
    // Doing nothing at all would be safe, too.
    expect(succeeded).toBeGreaterThan(RUNS / 10)
  }, 3_600_000)
})

async function live(plan: World): Promise<JobState> {
  const clock = simulatedClock()
  const store = memoryStore()
  const provider = billingProvider(plan, () => clock.now())
  const options = { store, clock, leaseMs: 2_000, maxDuration: 120_000, createTimeoutMs: 20_000 }
  // Who takes the order and shows it, and does not work.
  const front = simulatedJobs(provider.adapter, { ...options, work: false })
  const { id } = await front.order({ key: 'click-1' })
  const states: JobState[] = []
  const versions: number[] = []
  front.jobs.watch([id], (job) => {
    states.push(job.state)
    versions.push(job.version)
  })
  const workers = [...plan.lives, Number.POSITIVE_INFINITY].map((calls) =>
    mortal(calls, troubled(store, plan.troubles), provider.adapter),
  )
  if (plan.cancelAt !== undefined) {
    clock.after(plan.cancelAt, () => void front.jobs.cancel(id).catch(() => {}))
  }
  for (const one of workers) {
    simulatedJobs(one.adapter, { ...options, store: one.store })
    await clock.advance(7_000)
    // The user clicks again, as users do.
    await front.order({ key: 'click-1' })
  }
  for (let minutes = 0; minutes < 20; minutes++) await clock.advance(60_000)

  const job = await front.row(id)
  expect(provider.bills()).toBeLessThanOrEqual(1)
  expect(isEnded(job), `${job.state} after 20 minutes`).toBe(true)
  if (provider.bills() === 1 && !isTerminal(job)) {
    // A bill that nobody can show a video for is told as what it is.
    expect(['unknown', 'expired']).toContain(job.state)
    expect(job.error?.code).toBe(job.state === 'unknown' ? 'ambiguous_create' : 'deadline_exceeded')
  }
  // Who has heard the provider's name for a job, and lives on, has stored it.
  if (workers.at(-1)?.heard.has('job-1')) expect(job.providerJobId).toBe('job-1')
  if (job.state === 'succeeded') expect(provider.bills()).toBe(1)
  if (job.seconds === 0) expect(provider.bills()).toBe(0)
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
  const firstEnd = states.findIndex((state) => isTerminal({ state }))
  if (firstEnd !== -1) expect(new Set(states.slice(firstEnd)).size).toBe(1)
  return job.state
}

/** An instance that lives for so many calls; then nothing it asks for is ever answered, as after kill -9. */
function mortal(calls: number, store: JobStore, adapter: VideoAdapter) {
  let left = calls
  const heard = new Set<unknown>()
  const mortalCopy = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name, receiver) {
        const value: unknown = Reflect.get(of, name, receiver)
        if (typeof value !== 'function' || name === 'subscribe' || name === 'checkInput') return value
        return (...args: unknown[]) => {
          if (left-- <= 0) return never()
          const answer = Promise.resolve(value.apply(of, args))
          // It may die while the call is on its way, too: the call happens, and nobody hears of it.
          return answer.then((result) => {
            if (left <= 0) return never()
            if (name === 'createVideoJob') heard.add(Object(result).jobId)
            return result
          })
        }
      },
    })
  return { store: mortalCopy(store), adapter: mortalCopy(adapter), heard }
}

function troubled(store: JobStore, troubles: World['troubles']): JobStore {
  let calls = 0
  return new Proxy(store, {
    get(of, name, receiver) {
      const value: unknown = Reflect.get(of, name, receiver)
      if (typeof value !== 'function' || name === 'subscribe') return value
      return async (...args: unknown[]) => {
        const call = calls++
        const trouble = troubles.find(({ at, many }) => call >= at && call < at + many)
        const answer = trouble && !trouble.isDone ? undefined : await value.apply(of, args)
        if (trouble) throw new VideoError('unavailable', 'The store is in trouble.')
        return answer
      }
    },
  })
}

function billingProvider(plan: World, now: () => number) {
  const jobs = new Map<string, { key: string; readyAt: number; canceled: boolean }>()
  let creates = 0
  let polls = 0
  const at = <T>(list: readonly T[], index: number, last: T) => list[index] ?? last

  const adapter: VideoAdapter = {
    kind: 'video',
    name: 'world',
    model: 'world-1',
    capabilities: { idempotency: plan.honoursKeys },
    async createVideoJob({ idempotencyKey = '' }) {
      const fate = at(plan.creates, creates++, 'taken')
      if (fate === 'not sent')
        throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } })
      if (fate === 'refused') throw new VideoError('moderated', 'Too violent.')
      if (fate === 'busy') throw new VideoError('rate_limited', 'rate limit', { retryAfterMs: 3_000 })
      if (fate === 'lost') throw new TypeError('fetch failed')
      const known = [...jobs].find(([, { key }]) => plan.honoursKeys && key === idempotencyKey)?.[0]
      const jobId = known ?? `job-${jobs.size + 1}`
      if (!known) jobs.set(jobId, { key: idempotencyKey, readyAt: now() + plan.videoMs, canceled: false })
      if (fate === 'taken, answer lost') throw new TypeError('terminated')
      if (fate === 'never answered') return never()
      return { jobId, model: 'world-1' }
    },
    async getVideoStatus(jobId): Promise<VideoStatusResult> {
      const fate = at(plan.polls, polls++, 'works')
      if (fate === 'fails') throw new Error('502')
      if (fate === 'hangs') return never()
      if (fate === 'busy') throw new VideoError('rate_limited', 'rate limit', { retryAfterMs: 5_000 })
      const job = jobs.get(jobId)
      if (fate === 'unknown job' || !job) throw new VideoError('not_found', 'No such job.')
      if (job.canceled) return { jobId, status: 'failed', errorCode: 'canceled', error: 'Canceled.' }
      return { jobId, status: job.readyAt <= now() ? 'completed' : 'processing' }
    },
    async getVideoUrl(jobId) {
      return { jobId, url: 'https://videos.example/one.mp4' }
    },
    async cancelVideoJob(jobId) {
      const job = jobs.get(jobId)
      if (!job || job.readyAt <= now()) return 'too_late'
      job.canceled = true
      return 'canceled'
    },
    ...(plan.lists && { findVideoJobs: async () => [...jobs.keys()].map((jobId) => ({ jobId })) }),
  }
  return { adapter, bills: () => jobs.size }
}
