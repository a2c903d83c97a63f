import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ANY_VIDEO, asLearnt, expectDuration, learnDuration, NOTHING_LEARNT } from './learnt-durations.js'
import { quantile } from './lognormal.js'

const learn = (durations: readonly number[]) => durations.reduce(learnDuration, NOTHING_LEARNT)
const someDurations = fc.array(fc.double({ min: 500, max: 1_000_000, noNaN: true }), {
  minLength: 1,
  maxLength: 64,
})

describe('what is learnt from jobs', () => {
  it('is the mean and the variance of the logarithms', () => {
    fc.assert(
      fc.property(someDurations, (durations) => {
        const logs = durations.map(Math.log)
        const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
        const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0)
        const learnt = learn(durations)
        expect(learnt.count).toBe(durations.length)
        expect(learnt.mean).toBeCloseTo(mean, 8)
        expect(learnt.squares).toBeCloseTo(squares, 6)
      }),
    )
  })

  it('does not depend on their order', () => {
    const shuffles = someDurations.chain((durations) =>
      fc.tuple(
        fc.constant(durations),
        fc.shuffledSubarray(durations, { minLength: durations.length, maxLength: durations.length }),
      ),
    )
    fc.assert(
      fc.property(shuffles, ([durations, shuffled]) => {
        const [one, other] = [learn(durations), learn(shuffled)]
        expect(other.mean).toBeCloseTo(one.mean, 8)
        expect(other.squares).toBeCloseTo(one.squares, 6)
      }),
    )
  })

  it('follows a provider that has become slower or faster', () => {
    const before = learn(Array.from({ length: 1_000 }, () => 90_000))
    const after = Array.from({ length: 150 }, () => 225_000).reduce(learnDuration, before)
    expect(quantile(expectDuration(after, ANY_VIDEO), 0)).toBeGreaterThan(200_000)
  })

  it.each([Number.NaN, 0, -5, Number.POSITIVE_INFINITY, 48 * 3_600_000])('is nothing from %d ms', (ms) => {
    const learnt = learn([60_000, 70_000])
    expect(learnDuration(learnt, ms)).toEqual(learnt)
  })

  it.each([
    undefined,
    null,
    'text',
    7,
    { count: 3 },
    { count: Number.NaN, mean: 1, squares: 1 },
    { count: -1, mean: 1, squares: 1 },
    { count: 2, mean: 1, squares: -1 },
  ])('is nothing from a record that is %j', (record) => {
    expect(asLearnt(record)).toEqual(NOTHING_LEARNT)
  })
})

describe('what is expected of the next job', () => {
  it('is what is known in general, before there is anything else', () => {
    expect(expectDuration(NOTHING_LEARNT, ANY_VIDEO)).toEqual(ANY_VIDEO)
  })

  it('is near what a few jobs of two seconds took, although videos in general take 90', () => {
    const { mu, sigma } = expectDuration(learn([2_000, 2_100, 1_900]), ANY_VIDEO)
    expect(Math.exp(mu)).toBeLessThan(6_000)
    // And not sure of it.
    expect(sigma).toBeGreaterThan(1)
  })

  it('is never taken for more regular than a third', () => {
    const same = learn(Array.from({ length: 500 }, () => 60_000))
    expect(expectDuration(same, ANY_VIDEO).sigma).toBe(0.35)
  })

  it('is a number whatever was learnt', () => {
    fc.assert(
      fc.property(someDurations, (durations) => {
        const { mu, sigma } = expectDuration(learn(durations), ANY_VIDEO)
        expect(Math.exp(mu)).toBeGreaterThan(400)
        expect(Math.exp(mu)).toBeLessThan(1_100_000)
        expect(sigma).toBeGreaterThanOrEqual(0.35)
        expect(sigma).toBeLessThanOrEqual(2)
      }),
    )
  })
})
