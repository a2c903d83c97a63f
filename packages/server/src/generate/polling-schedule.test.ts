import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextPollDelay, retryDelay } from './polling-schedule.js'

const free = { interval: undefined, floor: 0 }

it('asks twice a second while there is news, and less and less often, up to 5 s, while there is none', () => {
  const delays = [0, 5, 6, 20, 50, 500].map((s) => nextPollDelay(free, { silentMs: s * 1000, tookMs: 1 }))
  expect(delays).toEqual([500, 500, 600, 2000, 5000, 5000])
})

it('spends at most a twentieth of the time on polls that take long', () => {
  expect(nextPollDelay(free, { silentMs: 0, tookMs: 150 })).toBe(3000)
})

it("keeps the caller's interval, and the provider's floor above everything", () => {
  expect(nextPollDelay({ interval: 3000, floor: 0 }, { silentMs: 9000, tookMs: 900 })).toBe(3000)
  expect(nextPollDelay({ interval: 50, floor: 2000 }, { silentMs: 0, tookMs: 1 })).toBe(2000)
  expect(nextPollDelay({ interval: undefined, floor: 10_000 }, { silentMs: 0, tookMs: 1 })).toBe(10_000)
})

it('spreads what comes after trouble, and never returns sooner than it was asked to', () => {
  const attempts = fc.nat({ max: 2000 })
  const times = fc.nat({ max: 600_000 })
  fc.assert(
    fc.property(attempts, times, times, (attempt, floor, retryAfterMs) => {
      const delay = retryDelay({ interval: undefined, floor }, attempt, retryAfterMs)
      expect(delay).toBeGreaterThanOrEqual(Math.max(floor, retryAfterMs))
      expect(delay).toBeLessThanOrEqual(Math.max(floor, retryAfterMs + 15_000))
    }),
  )
  expect(new Set(Array.from({ length: 9 }, () => retryDelay(free, 3))).size).toBeGreaterThan(1)
})
