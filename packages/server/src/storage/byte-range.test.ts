import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readContentRange, readRangeHeader, resolveRange, writeRangeHeader } from './byte-range.js'

const of100 = (header: string | null) => {
  const requested = readRangeHeader(header)
  return requested && resolveRange(requested, 100)
}

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=0-1', { start: 0, end: 1 }],
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=40-', { start: 40, end: 99 }],
  ['bytes=99-99', { start: 99, end: 99 }],
  ['bytes=90-1000', { start: 90, end: 99 }],
  ['bytes=90-999999999999999', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  ['BYTES=0-1', { start: 0, end: 1 }],
  [' bytes=0-1 ', { start: 0, end: 1 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=100-200', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  [null, undefined],
  ['', undefined],
  ['bytes=', undefined],
  ['bytes=-', undefined],
  ['bytes=5-2', undefined],
  ['bytes=a-b', undefined],
  ['bytes=--1', undefined],
  ['bytes=0x1-2', undefined],
  ['bytes=0-1,4-5', undefined],
  ['bytes=1111111111111111-', undefined],
  ['items=0-1', undefined],
])('%s of 100 bytes is %o', (header, range) => {
  expect(of100(header)).toEqual(range)
})

test('of a video without bytes no range can be had', () => {
  for (const header of ['bytes=0-0', 'bytes=0-', 'bytes=-1']) {
    expect(resolveRange(readRangeHeader(header) as never, 0)).toBe('unsatisfiable')
  }
})

test('a range never leaves the video, whatever the header says', () => {
  const header = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(), fc.nat()).map(([start, end]) => `bytes=${start}-${end}`),
    fc.nat().map((last) => `bytes=-${last}`),
  )
  fc.assert(
    fc.property(header, fc.integer({ min: 1, max: 1000 }), (text, size) => {
      const requested = readRangeHeader(text)
      const range = requested && resolveRange(requested, size)
      if (range === undefined || range === 'unsatisfiable') return
      expect(range.start).toBeGreaterThanOrEqual(0)
      expect(range.start).toBeLessThanOrEqual(range.end)
      expect(range.end).toBeLessThan(size)
    }),
  )
})

test.each(['bytes=0-0', 'bytes=40-', 'bytes=-10'])('%s is passed on as it came', (header) => {
  expect(writeRangeHeader(readRangeHeader(header) as never)).toBe(header)
})

test.each([
  ['bytes 0-9/100', { range: { start: 0, end: 9 }, size: 100 }],
  ['bytes 0-9/*', { range: { start: 0, end: 9 }, size: undefined }],
  ['bytes */100', { range: undefined, size: 100 }],
  ['bytes 9-0/100', undefined],
  ['bytes 0-100/100', undefined],
  ['bytes 0-9', undefined],
  ['bytes=0-9/100', undefined],
  ['bytes -9/100', undefined],
  ['', undefined],
  [null, undefined],
])('an answer’s Content-Range %s is %o', (header, read) => {
  expect(readContentRange(header)).toEqual(read)
})
