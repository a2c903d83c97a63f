import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlayableUrl, jobStatus, readWireEvent, VIDEO_EVENTS } from '../protocol.js'

describe('reading the wire', () => {
  it('never throws, whatever comes', () => {
    const names = fc.constantFrom(...Object.values(VIDEO_EVENTS), 'constructor', 'other')
    const types = fc.constantFrom('CUSTOM', 'RUN_ERROR', 'RUN_FINISHED', '__proto__', '')
    const value = fc.record(
      {
        jobId: fc.anything(),
        status: fc.anything(),
        progress: fc.anything(),
        url: fc.anything(),
        expiresAt: fc.oneof(
          fc.string(),
          fc.date(),
          fc.anything({ withNullPrototype: false, withObjectString: false }),
        ),
        usage: fc.anything(),
      },
      { requiredKeys: [] },
    )
    const event = fc.record({
      type: types,
      name: names,
      value: fc.oneof(value, fc.anything()),
      message: fc.anything(),
    })
    fc.assert(
      fc.property(fc.oneof(event, fc.anything()), (given) => {
        const reading = readWireEvent(JSON.parse(JSON.stringify(given) ?? 'null'))
        if (reading?.type === 'REPORT') {
          const { progress = 0 } = reading.report
          expect(progress).toBeGreaterThanOrEqual(0)
          expect(progress).toBeLessThanOrEqual(100)
        }
        if (reading?.type === 'RESULT') {
          expect(isPlayableUrl(reading.result.url)).toBe(true)
          const { expiresAt } = reading.result
          if (expiresAt) expect(expiresAt.getTime()).not.toBeNaN()
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('takes a status it does not know for a job that is still running', () => {
    const reading = readWireEvent(jobStatus({ jobId: 'j', status: 'THROTTLED' as never }))
    expect(reading).toMatchObject({ report: { videoStatus: { status: 'processing' } } })
  })

  it('leaves progress out where none is reported', () => {
    const reading = readWireEvent(jobStatus({ jobId: 'j', status: 'pending', progress: Number.NaN }))
    expect(reading).toMatchObject({ report: { progress: undefined, videoStatus: { progress: undefined } } })
  })
})

describe('a URL that a video may have', () => {
  it.each([
    'https://cdn.example/v.mp4?sig=1',
    'http://localhost:3000/v.mp4',
    'http://127.0.0.1/v.mp4',
    'http://[::1]:8080/v.mp4',
    '/api/files/v.mp4',
    './v.mp4',
    'blob:https://app.example/uuid',
    'data:video/mp4;base64,AAAA',
  ])('%s', (url) => {
    expect(isPlayableUrl(url)).toBe(true)
  })

  it.each([
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,<script>',
    'http://evil.example/v.mp4',
    'http://localhost.evil.example/v.mp4',
    'http://127.0.0.1.evil.example/v.mp4',
    '//evil.example/v.mp4',
    '/\t/evil.example/v.mp4',
    'http://localhost:x@evil.example/v.mp4',
    'http://1279999999/v.mp4',
    '/\\evil.example/v.mp4',
    'file:///etc/passwd',
    'ftp://x/v.mp4',
    '',
  ])('is not %j', (url) => {
    expect(isPlayableUrl(url)).toBe(false)
  })
})
