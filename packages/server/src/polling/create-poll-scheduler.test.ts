import { describe, expect, it } from 'vitest'
import { memoryStore } from '../stores/memory-store.js'
import { createPollScheduler } from './create-poll-scheduler.js'
import type { PolledJob } from './learn-from-jobs.js'

const START = Date.UTC(2030, 0, 1)

/** One instance on a clock that stands still until it is set. */
function scheduled(options: { interval?: number; random?: () => number } = {}, store = memoryStore()) {
  const time = { now: START }
  const clock = { now: () => time.now, after: () => () => {} }
  return { time, store, scheduler: createPollScheduler({ store, clock, ...options }) }
}

const job = (more: Partial<PolledJob> = {}): PolledJob => ({
  adapter: 'main',
  model: 'model',
  input: { prompt: 'A kite', size: '1280x720', duration: 8 },
  startedAt: START,
  deadlineAt: START + 3_600_000,
  dueAt: START,
  failures: 0,
  ...more,
})

/** Teaches it that such jobs take about so long. */
async function teach(
  scheduler: ReturnType<typeof createPollScheduler>,
  ms: number,
  more: Partial<PolledJob> = {},
) {
  for (const factor of [0.8, 0.9, 1, 1, 1.1, 1.25]) {
    const polledAt = START + ms * factor
    await scheduler.learn(job({ polledAt, dueAt: polledAt, ...more }), polledAt)
  }
}

describe('the next poll', () => {
  it('is soon while nothing is known, and later where jobs are known to take long', async () => {
    const { scheduler } = scheduled()
    expect((await scheduler.next(job({ polledAt: START }), {})) - START).toBe(500)
    await teach(scheduler, 120_000)
    const wait = (await scheduler.next(job({ polledAt: START }), {})) - START
    expect(wait).toBeGreaterThan(30_000)
    expect(wait).toBeLessThan(90_000)
  })

  it('is learnt for each size and duration, and from other sizes of the model until then', async () => {
    const { scheduler } = scheduled()
    await teach(scheduler, 120_000)
    const other = (size: string) => ({ input: { prompt: 'A kite', size, duration: 8 } })
    await teach(scheduler, 4_000, other('640x360'))
    const wait = async (more: Partial<PolledJob>) =>
      (await scheduler.next(job({ polledAt: START, ...more }), {})) - START
    expect(await wait(other('640x360'))).toBeLessThan(5_000)
    expect(await wait({})).toBeGreaterThan(10_000)
    expect(await wait(other('720x720'))).toBeGreaterThan(500)
    expect(await wait({ model: 'other' })).toBe(500)
  })

  it('is known to every instance on the store within seconds', async () => {
    const one = scheduled()
    const other = scheduled({}, one.store)
    expect(await other.scheduler.next(job({ polledAt: START }), {})).toBe(START + 500)
    await teach(one.scheduler, 120_000)
    other.time.now += 10_000
    const polledAt = other.time.now
    expect(await other.scheduler.next(job({ startedAt: polledAt, polledAt }), {})).toBeGreaterThan(
      polledAt + 30_000,
    )
  })

  it('comes near the end that progress tells of', async () => {
    const { scheduler, time } = scheduled()
    await teach(scheduler, 120_000)
    time.now += 60_000
    const at = (progress: number) =>
      scheduler.next(job({ polledAt: time.now, report: { status: 'processing', progress } }), {})
    expect((await at(99)) - time.now).toBeLessThan(4_000)
    expect((await at(20)) - time.now).toBeGreaterThan(15_000)
    expect(await at(Number.NaN)).toBe(await scheduler.next(job({ polledAt: time.now }), {}))
    expect(await at(-400)).toBe(await at(4_000))
  })

  it.each([
    [{ interval: 3_000 }, {}, {}, 3_000],
    [{}, { pollingFloorMs: 10_000 }, {}, 10_000],
    [{ interval: 3_000 }, { pollingFloorMs: 10_000 }, {}, 10_000],
    [{ interval: 3_000 }, {}, { pollingInterval: 7_000 }, 7_000],
    [{}, {}, { pollingInterval: 20 }, 20],
  ])('obeys the floors %j, %j, %j', async (options, adapter, more, wait) => {
    const { scheduler } = scheduled(options)
    expect(await scheduler.next(job({ polledAt: START, ...more }), adapter)).toBe(START + wait)
  })

  it('is not in the past, even of a row that tells of no poll', async () => {
    const { scheduler, time } = scheduled()
    time.now += 600_000
    expect(await scheduler.next(job(), { pollingFloorMs: 3_000 })).toBe(time.now + 3_000)
  })

  it('is not far away after a clock that went back, nor after an eternity', async () => {
    const { scheduler, time } = scheduled()
    await teach(scheduler, 20_000)
    time.now = START - 3_600_000
    expect((await scheduler.next(job({ polledAt: START + 5_000 }), {})) - time.now).toBeLessThan(20_000)
    time.now = START + 1e12
    const wait = (await scheduler.next(job({ polledAt: time.now }), {})) - time.now
    expect(wait).toBeGreaterThanOrEqual(500)
    expect(wait).toBeLessThanOrEqual(15_000)
  })
})

describe('after a request that failed', () => {
  it('waits a random time up to 15 s, growing with the failures, and half a second at the least', () => {
    const wait = (failures: number, random: number) =>
      scheduled({ random: () => random }).scheduler.retry(job({ failures }), {}) - START
    expect([0, 1, 2, 3, 4, 5, 6, 5_000].map((failures) => wait(failures, 1))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
    ])
    expect(wait(6, 0)).toBe(500)
    expect(wait(6, 0.5)).toBe(7_500)
  })

  it('comes at a random time after the one the provider asked for, never before', () => {
    const wait = (retryAfterMs: number, random: number) =>
      scheduled({ random: () => random }).scheduler.retry(job(), {}, retryAfterMs) - START
    expect(wait(20_000, 0)).toBe(20_000)
    expect(wait(20_000, 1)).toBe(35_000)
    expect(wait(2_000, 1)).toBe(4_000)
  })

  it.each([
    [Number.NaN, 500],
    [-1, 500],
    [Number.POSITIVE_INFINITY, 300_000],
  ])('takes a wait of %d for %d ms', (retryAfterMs, wait) => {
    const { scheduler } = scheduled({ random: () => 0 })
    expect(scheduler.retry(job(), {}, retryAfterMs) - START).toBe(wait)
  })

  it('obeys the floors', () => {
    const { scheduler } = scheduled({ interval: 2_000, random: () => 0 })
    expect(scheduler.retry(job(), {}) - START).toBe(2_000)
    expect(scheduler.retry(job(), { pollingFloorMs: 9_000 }) - START).toBe(9_000)
  })
})

describe('a budget that several jobs share', () => {
  const limited = { rateLimit: { key: 'main', requestsPerMinute: 60 } }

  /** Spends it until so many requests are left. */
  async function spendAllBut(left: number, { scheduler }: ReturnType<typeof scheduled>) {
    for (let count = 54; count > left; count--) {
      expect(await scheduler.admit(job({ startedAt: undefined }), limited)).toEqual({ ok: true })
    }
  }

  it('is endless where the provider has no limit', async () => {
    const { scheduler } = scheduled()
    for (let count = 0; count < 1_000; count++) {
      expect(await scheduler.admit(job(), {})).toEqual({ ok: true })
    }
  })

  it('gives the first status at once while there is plenty, and not while it is scarce', async () => {
    const one = scheduled()
    await teach(one.scheduler, 120_000)
    expect(await one.scheduler.admit(job(), limited)).toEqual({ ok: true })
    await spendAllBut(20, one)
    const later = await one.scheduler.admit(job(), limited)
    expect(later.ok).toBe(false)
    expect(!later.ok && later.dueAt - START).toBeGreaterThan(20_000)
  })

  it('makes every instance poll later while it is scarce', async () => {
    const one = scheduled()
    const other = scheduled({}, one.store)
    await teach(one.scheduler, 60_000)
    const polled = job({ startedAt: START - 50_000, polledAt: START })
    expect(await other.scheduler.admit(job(), limited)).toEqual({ ok: true })
    const cheap = await other.scheduler.next(polled, limited)
    await spendAllBut(25, one)
    const due = job({ startedAt: START - 60_000, polledAt: START - 6_000 })
    const admission = await other.scheduler.admit(due, limited)
    expect(admission.ok).toBe(false)
    expect(await other.scheduler.next(polled, limited)).toBeGreaterThan(cheap + 5_000)
  })

  it('has a poll asked for again by the time that it may be plentiful again', async () => {
    const one = scheduled()
    await teach(one.scheduler, 60_000)
    await spendAllBut(0, one)
    const wait = (await one.scheduler.next(job({ polledAt: START }), limited)) - START
    expect(wait).toBeGreaterThan(50_000)
    expect(wait).toBeLessThan(60_000)
    const admission = await one.scheduler.admit(job({ polledAt: START }), limited)
    expect(!admission.ok && admission.dueAt - START).toBeLessThan(60_000)
  })

  it('does not make wait whom a webhook or a deadline calls', async () => {
    const one = scheduled()
    await teach(one.scheduler, 120_000)
    await spendAllBut(10, one)
    const polledAt = START - 1_000
    const early = job({ startedAt: START - 10_000, polledAt })
    expect((await one.scheduler.admit(early, limited)).ok).toBe(false)
    expect((await one.scheduler.admit({ ...early, wokenAt: START }, limited)).ok).toBe(true)
    // The webhook came while the last poll was on its way.
    expect((await one.scheduler.admit({ ...early, wokenAt: polledAt - 500 }, limited)).ok).toBe(true)
    expect((await one.scheduler.admit({ ...early, wokenAt: polledAt - 60_000 }, limited)).ok).toBe(false)
    expect((await one.scheduler.admit({ ...early, deadlineAt: START }, limited)).ok).toBe(true)
  })

  it('never puts a poll off beyond the deadline', async () => {
    const one = scheduled()
    await teach(one.scheduler, 600_000)
    await spendAllBut(10, one)
    const polled = job({ startedAt: START - 10_000, polledAt: START - 1_000, deadlineAt: START + 3_000 })
    expect(await one.scheduler.admit(polled, limited)).toEqual({ ok: false, dueAt: START + 3_000 })
  })
})

describe('what is learnt', () => {
  it('is how long the job took, less the time that nobody looked', async () => {
    const { scheduler, time, store } = scheduled()
    time.now += 10_000
    // Polled at 80 s, and found at 100 s: it ended in between, at 90 s as far as anybody knows.
    await scheduler.learn(job({ polledAt: START + 80_000, dueAt: START + 100_000 }), START + 100_000)
    const learnt = await store.record<{ mean: number }>('durations:main|model|8|1280x720', (value) => {
      if (!value) throw new Error('Nothing was learnt.')
      return value
    })
    expect(Math.exp(learnt.mean)).toBeCloseTo(90_000, 3)
  })

  it.each([
    ['that was interrupted', { polledAt: START + 5_000, dueAt: START + 9_000 }],
    ['that was never ordered', { startedAt: undefined }],
    ['of which only the safety poll heard', { webhookUrl: 'https://app.example/hook', polledAt: START }],
    ['that ended before it began', { startedAt: START + 7_200_000 }],
  ] satisfies [string, Partial<PolledJob>][])('is nothing from a job %s', async (_, more) => {
    const { scheduler } = scheduled()
    await scheduler.learn(job(more), START + 3_600_000)
    expect(await scheduler.next(job({ polledAt: START }), {})).toBe(START + 500)
  })

  it('is the second at which a webhook told the end, and from then on it replaces polling', async () => {
    const { scheduler } = scheduled()
    const webhookUrl = 'https://app.example/hook'
    await teach(scheduler, 60_000)
    const waits = async () => (await scheduler.next(job({ webhookUrl, polledAt: START }), {})) - START
    expect(await waits()).toBeLessThan(50_000)
    const told = job({ webhookUrl, polledAt: START, dueAt: START + 60_500, wokenAt: START + 60_500 })
    await scheduler.learn(told, START + 60_700)
    expect(await waits()).toBeGreaterThan(90_000)
    // One that was lost: the next job is polled again.
    const lost = job({ webhookUrl, polledAt: START, dueAt: START + 110_000 })
    await scheduler.learn(lost, START + 110_000)
    expect(await waits()).toBeLessThan(50_000)
  })
})

describe('the estimate', () => {
  it('is undefined while hardly anything is known', async () => {
    const { scheduler } = scheduled()
    expect(await scheduler.estimate(job())).toBeUndefined()
    expect(await scheduler.estimate(job({ startedAt: undefined }))).toBeUndefined()
    await scheduler.learn(job({ polledAt: START + 60_000, dueAt: START + 60_000 }), START + 60_000)
    expect(await scheduler.estimate(job())).toBeUndefined()
  })

  it('is when half of such jobs are over, and always ahead of a job that takes longer', async () => {
    const { scheduler, time } = scheduled()
    await teach(scheduler, 60_000)
    const estimate = async () => ((await scheduler.estimate(job())) ?? Number.NaN) - time.now
    expect(await estimate()).toBeGreaterThan(50_000)
    expect(await estimate()).toBeLessThan(70_000)
    time.now += 300_000
    expect(await estimate()).toBeGreaterThan(10_000)
  })

  it('comes from progress, too', async () => {
    const { scheduler, time } = scheduled()
    time.now += 60_000
    const halfway = job({ polledAt: time.now, report: { status: 'processing', progress: 50 } })
    const left = ((await scheduler.estimate(halfway)) ?? Number.NaN) - time.now
    expect(left).toBeGreaterThan(45_000)
    expect(left).toBeLessThan(75_000)
  })
})
