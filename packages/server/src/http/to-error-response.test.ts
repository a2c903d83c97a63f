import { VIDEO_ERROR_CODES, VideoError } from '@reelstate/core/protocol'
import { expect, it, vi } from 'vitest'
import { toErrorResponse } from './to-error-response.js'

it.each([
  ['invalid_input', 400],
  ['unauthorized', 401],
  ['not_found', 404],
  ['rate_limited', 429],
  ['unavailable', 503],
  ['generation_failed', 502],
  ['internal', 500],
] as const)('answers %s with %i and its own words', async (code, status) => {
  const response = toErrorResponse(new VideoError(code, 'What to do.'))
  expect(response.status).toBe(status)
  expect(response.headers.get('Content-Type')).toMatch(/^application\/json/)
  expect(await response.json()).toEqual({ error: { code, message: 'What to do.' } })
})

it('has an error status for every code there is', () => {
  for (const code of VIDEO_ERROR_CODES) {
    expect(toErrorResponse(new VideoError(code, 'x')).status).toBeGreaterThanOrEqual(400)
  }
})

it('says in whole seconds when to come back', () => {
  const response = toErrorResponse(new VideoError('rate_limited', 'Slow down.', { retryAfterMs: 1200 }))
  expect(response.headers.get('Retry-After')).toBe('2')
})

it('lets nothing of an unknown error out', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {})
  const error = new Error('SELECT * FROM keys WHERE key = sk-secret')
  const response = toErrorResponse(error)
  expect(response.status).toBe(500)
  expect(await response.text()).not.toMatch(/sk-secret|SELECT|to-error-response/)
  const said = `${log.mock.lastCall?.[1]}`
  expect(said).toMatch(/SELECT[\s\S]*to-error-response\.test/)
  expect(said).not.toContain('sk-secret')
  log.mockRestore()
})

it('tells the log why the server was not available, and users what to do', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {})
  const cause = new Error('PostgreSQL takes no more connections (53300). Raise its "max_connections".')
  const error = new VideoError('unavailable', 'The database is busy. Try again in a moment.', { cause })
  const response = toErrorResponse(error)
  expect(await response.json()).toEqual({ error: { code: 'unavailable', message: error.message } })
  expect(log.mock.lastCall?.join(' ')).toContain('PostgreSQL takes no more connections (53300)')
  log.mockRestore()
})
