import { expect, it } from 'vitest'
import { secondsFrom, secondsOf } from './durations.js'

it.each([
  [1, 4],
  [6, 4],
  [6.01, 8],
  [10, 8],
  [99, 12],
  [Number.POSITIVE_INFINITY, 12],
  [Number.NaN, undefined],
])('snaps %s s to %s s among 4, 8 and 12', (seconds, snapped) => {
  expect(secondsOf([4, 8, 12]).snapDuration(seconds)).toBe(snapped)
})

it.each([
  [0.2, 3],
  [3.5, 3],
  [3.6, 4],
  [20, 15],
  [Number.POSITIVE_INFINITY, 15],
  [Number.NaN, undefined],
])('snaps %s s to %s s from 3 to 15', (seconds, snapped) => {
  expect(secondsFrom(3, 15).snapDuration(seconds)).toBe(snapped)
})
