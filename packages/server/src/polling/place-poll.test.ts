import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Expectation } from './learn-from-jobs.js'
import { quantile, survival } from './lognormal.js'
import { nextWait } from './place-poll.js'

const known = (median: number, sigma = 0.4): Expectation => ({
  duration: { mu: Math.log(median), sigma },
  count: 20,
  isReported: false,
})
const free = { price: 1, interval: undefined, floor: 0 }

const expectations: fc.Arbitrary<Expectation> = fc.record({
  duration: fc.record({
    mu: fc.double({ min: Math.log(20), max: Math.log(86_400_000), noNaN: true }),
    sigma: fc.double({ min: 0.1, max: 2, noNaN: true }),
  }),
  count: fc.nat(64),
  isReported: fc.boolean(),
})
const elapsedTimes = fc.oneof(
  fc.integer({ min: 0, max: 600_000 }),
  fc.double({ min: 0, max: 1e15, noNaN: true }),
)
const prices = fc.double({ min: 1, max: 3_000, noNaN: true })

describe('the wait for the next poll', () => {
  it("is never under the provider's floor or the caller's interval, and always a time", () => {
    const intervals = fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: undefined })
    fc.assert(
      fc.property(
        expectations,
        elapsedTimes,
        prices,
        fc.nat(60_000),
        intervals,
        (expected, elapsed, price, floor, interval) => {
          const wait = nextWait(expected, elapsed, { price, floor, interval })
          expect(wait).toBeGreaterThanOrEqual(floor)
          expect(wait).toBeGreaterThanOrEqual(interval ?? 500)
          expect(Number.isFinite(wait)).toBe(true)
        },
      ),
    )
  })

  it('is at most 15 s once a tenth of such jobs is over, and leads up to that tenth before', () => {
    fc.assert(
      fc.property(expectations, elapsedTimes, (expected, elapsed) => {
        const tenth = quantile(expected.duration, -1.2815515655446004)
        const wait = nextWait({ ...expected, isReported: false }, elapsed, free)
        expect(wait).toBeLessThanOrEqual(Math.max(15_000, tenth - elapsed))
      }),
    )
  })

  it('is never shorter where a poll is dearer', () => {
    fc.assert(
      fc.property(expectations, elapsedTimes, prices, prices, (expected, elapsed, one, other) => {
        const wait = (price: number) => nextWait(expected, elapsed, { ...free, price })
        // Both are found by halving, to 5 ms.
        expect(wait(Math.max(one, other))).toBeGreaterThanOrEqual(wait(Math.min(one, other)) - 5)
      }),
    )
  })

  it('ends where the delay that is expected is worth the poll that may be wasted', () => {
    for (const elapsed of [0, 20_000, 60_000, 120_000]) {
      const expected = known(90_000)
      const still = (at: number) => survival(expected.duration, at) / survival(expected.duration, elapsed)
      const wait = nextWait(expected, elapsed, free)
      let delay = 0
      for (let at = elapsed + 5; at < elapsed + wait; at += 10) delay += (1 - still(at)) * 10
      expect(delay / (230 * still(elapsed + wait))).toBeCloseTo(1, 1)
    }
  })

  it('is longest at first, and shortest where most jobs end', () => {
    const expected = known(90_000)
    expect(nextWait(expected, 0, free)).toBeGreaterThan(40_000)
    expect(nextWait(expected, 90_000, free)).toBeLessThan(7_000)
    expect(nextWait(expected, 10_000_000, free)).toBeLessThanOrEqual(15_000)
    expect(nextWait(expected, Number.MAX_VALUE, free)).toBe(15_000)
  })

  it('is half a second at the least for jobs that take seconds, and one for others', () => {
    const sure = (median: number) => known(median, 0.05)
    expect(nextWait(sure(3_000), 3_000, free)).toBe(500)
    expect(nextWait(sure(60_000), 61_500, free)).toBe(1_000)
  })

  it('grows with the time that has passed while nothing is known', () => {
    const unknown = { ...known(90_000, 0.73), count: 0 }
    expect(nextWait(unknown, 0, free)).toBe(500)
    expect(nextWait(unknown, 4_000, free)).toBe(2_000)
    expect(nextWait(unknown, 400_000, free)).toBeLessThanOrEqual(15_000)
  })

  it('is as short as a caller wants who polls faster than that', () => {
    const unknown = { ...known(90_000, 0.73), count: 0 }
    expect(nextWait(unknown, 0, { ...free, interval: 20 })).toBe(20)
  })

  it('leads to when nearly all jobs are over where the provider reports by itself, and then grows', () => {
    const reported = { ...known(90_000), isReported: true }
    expect(nextWait(reported, 0, free)).toBeCloseTo(quantile(reported.duration, 1.6448536), 0)
    expect(nextWait(reported, 400_000, free)).toBe(200_000)
    expect(nextWait(reported, 4_000_000, free)).toBe(300_000)
  })
})
