import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../stores/memory-store.js'
import { createPollScheduler } from './create-poll-scheduler.js'
import { budgetTerms, marketOf, refill, spend } from './request-budget.js'

const limits = fc.record({
  requestsPerMinute: fc.integer({ min: 1, max: 600 }),
  burst: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
})
const order = {
  adapter: 'main',
  model: 'm',
  input: { prompt: 'A kite' },
  deadlineAt: 1e15,
  dueAt: 0,
  failures: 0,
}

describe('the budget of a provider key', () => {
  it('stays within what the provider allows, whatever comes when and at which instance', async () => {
    const arrivals = fc.array(
      fc.record({ pause: fc.oneof(fc.constant(0), fc.nat(400), fc.nat(20_000)), instance: fc.nat(3) }),
      { minLength: 50, maxLength: 300 },
    )
    // The instances' clocks differ, as clocks do.
    const skews = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: -1_000, max: 1_000 })))
    await fc.assert(
      fc.asyncProperty(limits, arrivals, skews, async (limit, plan, skew) => {
        const { requestsPerMinute, burst = requestsPerMinute } = limit
        const adapter = { rateLimit: { key: 'main', requestsPerMinute, ...(limit.burst && { burst }) } }
        const store = memoryStore()
        let now = Date.UTC(2030, 0, 1)
        const schedulers = skew.map((ahead) =>
          createPollScheduler({ store, clock: { now: () => now + ahead, after: () => () => {} } }),
        )
        const sent: number[] = []
        for (const { pause, instance } of plan) {
          now += pause
          const admission = await schedulers[instance]?.admit(order, adapter)
          if (admission?.ok) sent.push(now)
          else expect(admission?.dueAt).toBeGreaterThan(now - 1_000)
        }
        // In every window: no more than the burst and what the time brings in, clocks being a second apart.
        const allowed = (ms: number) => burst + ((ms + 2_000) * requestsPerMinute) / 60_000
        let tooMany = 0
        for (const [index, from] of sent.entries()) {
          for (const [more, to] of sent.slice(index).entries()) {
            tooMany = Math.max(tooMany, more + 1 - allowed(to - from))
          }
        }
        expect(tooMany).toBeLessThanOrEqual(0)
      }),
      { numRuns: 60 },
    )
  })

  it('lets nobody wait for ever: what was refused may come when it was told to', async () => {
    const adapter = { rateLimit: { key: 'main', requestsPerMinute: 30, burst: 3 } }
    let now = Date.UTC(2030, 0, 1)
    const scheduler = createPollScheduler({
      store: memoryStore(),
      clock: { now: () => now, after: () => () => {} },
    })
    const start = now
    const waiting = Array.from({ length: 30 }, () => now)
    let last = now
    while (waiting.length > 0) {
      waiting.sort((a, b) => b - a)
      now = Math.max(now, waiting.pop() ?? 0)
      const admission = await scheduler.admit(order, adapter)
      if (!admission.ok) waiting.push(admission.dueAt)
      else last = now
    }
    // 30 requests at 28.5 a minute, less the burst.
    expect(last - start).toBeLessThan(90_000)
  })

  it('sends those without a token back at different times, one refill apart', () => {
    const terms = budgetTerms({ key: 'main', requestsPerMinute: 60, burst: 1 })
    if (!terms) throw new Error('A limit has terms.')
    let budget = refill(undefined, terms, 0)
    const times: number[] = []
    for (let count = 0; count < 20; count++) {
      const spent = spend(budget, terms, () => 0.5)
      budget = spent.budget
      if (spent.dueAt !== undefined) times.push(spent.dueAt)
    }
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(times).toHaveLength(19)
    for (const gap of gaps) expect(gap).toBeCloseTo(1_000 / 0.95, 3)
  })

  it('makes a poll dearer with every request, and cheap again with time', () => {
    const terms = budgetTerms({ key: 'main', requestsPerMinute: 60 })
    if (!terms) throw new Error('A limit has terms.')
    let budget = refill(undefined, terms, 0)
    let last = marketOf(budget, terms).price
    expect(last).toBe(1)
    for (let count = 0; count < 54; count++) {
      budget = spend(budget, terms, Math.random).budget
      const { price } = marketOf(budget, terms)
      expect(price).toBeGreaterThan(last)
      last = price
    }
    const { recoveryMs } = marketOf(budget, terms)
    expect(marketOf(refill(budget, terms, recoveryMs), terms).price).toBeCloseTo(1, 6)
  })

  it('gains nothing from a clock that goes back, and is not stuck after one that was wrong', () => {
    const terms = budgetTerms({ key: 'main', requestsPerMinute: 60 })
    if (!terms) throw new Error('A limit has terms.')
    const spent = { tokens: 0, credit: 0, at: 1_000_000, queuedUntil: 1_000_000 }
    expect(refill(spent, terms, 990_000)).toEqual(spent)
    expect(refill(spent, terms, 10_000)).toEqual({ tokens: 0, credit: 0, at: 10_000, queuedUntil: 10_000 })
  })

  it.each([
    undefined,
    { key: 'main', requestsPerMinute: 0 },
    { key: 'main', requestsPerMinute: -5 },
    { key: 'main', requestsPerMinute: Number.NaN },
    { key: 'main', requestsPerMinute: Number.POSITIVE_INFINITY },
  ])('is endless with the limit %j', (limit) => {
    expect(budgetTerms(limit)).toBeUndefined()
  })

  it.each([null, 'text', { tokens: 3 }, { tokens: Number.NaN, credit: 1, at: 1, queuedUntil: 1 }])(
    'begins anew from a record that is %j',
    (record) => {
      const terms = budgetTerms({ key: 'main', requestsPerMinute: 60 })
      if (!terms) throw new Error('A limit has terms.')
      expect(refill(record, terms, 5)).toEqual({ tokens: 54, credit: 57, at: 5, queuedUntil: 5 })
    },
  )
})
