import { expect, it } from 'vitest'
import { readRetryAfter } from './retry-after.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const read = (headers: Record<string, string>) => readRetryAfter(new Headers(headers), NOW)

it.each([
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': '9', 'retry-after-ms': '120' }, 120],
  [{ 'retry-after': '999999999' }, 3_600_000],
])('reads %j', (headers, ms) => {
  expect(read(headers)).toBe(ms)
})

it.each([
  {},
  { 'retry-after': '' },
  { 'retry-after': 'soon' },
  { 'retry-after': '-3' },
  { 'retry-after': 'Sat, 21 Nov 2026 11:59:00 GMT' },
])('asks for no wait in %j', (headers) => {
  expect(read(headers)).toBeUndefined()
})
