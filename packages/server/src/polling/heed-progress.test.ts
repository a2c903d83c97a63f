import { describe, expect, it } from 'vitest'
import { heedProgress } from './heed-progress.js'
import { ANY_VIDEO } from './learnt-durations.js'
import { quantile } from './lognormal.js'

const median = (progress: number, elapsed: number) => quantile(heedProgress(ANY_VIDEO, progress, elapsed), 0)

describe('progress', () => {
  it('moves what is expected to where it leads, the more of it there is', () => {
    // Two minutes for a half are four minutes for the whole, and videos take 90 s in general.
    expect(median(50, 120_000)).toBeGreaterThan(215_000)
    expect(median(50, 120_000)).toBeLessThan(240_000)
    // As fast, and hardly begun.
    expect(median(1, 2_400)).toBeGreaterThan(median(0, 2_400))
    expect(median(1, 2_400)).toBeLessThan(median(50, 120_000))
  })

  it('makes what is expected surer', () => {
    expect(heedProgress(ANY_VIDEO, 50, 120_000).sigma).toBeLessThan(0.18)
  })

  it.each([undefined, 0, -3, 101, Number.NaN, Number.POSITIVE_INFINITY])(
    'of %d changes nothing',
    (progress) => {
      expect(heedProgress(ANY_VIDEO, progress, 60_000)).toEqual(ANY_VIDEO)
    },
  )

  it.each([0, -1, Number.NaN])('after %d ms changes nothing', (elapsed) => {
    expect(heedProgress(ANY_VIDEO, 50, elapsed)).toEqual(ANY_VIDEO)
  })
})
