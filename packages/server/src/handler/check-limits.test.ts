import { describe, expect, it } from 'vitest'
import { usageSince } from './check-limits.js'

describe('what an owner has spent', () => {
  it.each([
    ['in the middle of a month', '2026-05-17T13:45:10Z', '2026-05-17', '2026-05-01'],
    ['at the first moment of a month', '2026-05-01T00:00:00Z', '2026-05-01', '2026-05-01'],
    ['at the last moment of a leap day', '2028-02-29T23:59:59.999Z', '2028-02-29', '2028-02-01'],
  ])('%s counts from midnight and from the first, UTC', (_when, now, day, month) => {
    expect(usageSince(Date.parse(now))).toEqual({ day: Date.parse(day), month: Date.parse(month) })
  })
})
