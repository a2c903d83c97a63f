import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedBeyond, type Lognormal, medianAfter, normalTail, quantile, survival } from './lognormal.js'

const durations: fc.Arbitrary<Lognormal> = fc.record({
  mu: fc.double({ min: Math.log(100), max: Math.log(3_600_000), noNaN: true }),
  sigma: fc.double({ min: 0.1, max: 2, noNaN: true }),
})

describe("the normal distribution's tail", () => {
  // From tables.
  it.each([
    [0, 0.5],
    [1, 0.15865525393145707],
    [1.959963984540054, 0.025],
    [-1.2815515655446004, 0.9],
    [6, 9.865876450376981e-10],
    [10, 7.61985302416052e-24],
    [3, 0.0013498980316300946],
  ])('above %d is %d', (z, tail) => {
    expect(normalTail(z) / tail).toBeCloseTo(1, 8)
  })

  it('has no step where one way to compute it ends and the other begins', () => {
    expect(normalTail(3 - 1e-12) / normalTail(3)).toBeCloseTo(1, 10)
  })

  it('falls from 1 to 0 everywhere, also where doubles end', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ min: 1e-6, noNaN: true }), (z, more) => {
        expect(normalTail(z)).toBeGreaterThanOrEqual(normalTail(z + more))
        expect(normalTail(z)).toBeGreaterThanOrEqual(0)
        expect(normalTail(z)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('a lognormal duration', () => {
  it('covers what adding its survival up in small steps says', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 2, noNaN: true }), (duration, start) => {
        const median = quantile(duration, 0)
        const [from, to] = [median * start, median * (start + 1)]
        const step = (to - from) / 2_000
        let sum = 0
        for (let at = from + step / 2; at < to; at += step) sum += survival(duration, at) * step
        const covered = expectedBeyond(duration, from) - expectedBeyond(duration, to)
        expect(Math.abs(covered - sum)).toBeLessThan(median * 1e-4)
      }),
    )
  })

  it('has half of the jobs that are left over by the median of what is left', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 5, noNaN: true }), (duration, z) => {
        const elapsed = quantile(duration, z)
        const middle = medianAfter(duration, elapsed)
        expect(middle).toBeGreaterThan(elapsed)
        expect(survival(duration, middle) / survival(duration, elapsed)).toBeCloseTo(0.5, 6)
      }),
    )
  })

  it('is over at once when it should have been long ago', () => {
    const duration = { mu: Math.log(90_000), sigma: 0.35 }
    expect(medianAfter(duration, 1e15)).toBe(1e15)
    expect(medianAfter(duration, 0)).toBeCloseTo(90_000, 3)
  })
})
