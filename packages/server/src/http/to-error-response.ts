import { type ErrorBody, VideoError, type VideoErrorCode } from '@reelstate/core/protocol'
import { reportFault } from '../report-fault.js'

const STATUSES: Record<VideoErrorCode, number> = {
  invalid_input: 400,
  unauthorized: 401,
  not_found: 404,
  canceled: 409,
  moderated: 422,
  rate_limited: 429,
  internal: 500,
  invalid_options: 500,
  ambiguous_create: 502,
  bad_response: 502,
  bad_result: 502,
  connection_lost: 502,
  generation_failed: 502,
  unavailable: 503,
  deadline_exceeded: 504,
}

/** Statuses that say more than the code does. What a provider answered us is not our answer. */
const OWN_STATUSES: Partial<Record<VideoErrorCode, readonly number[]>> = {
  invalid_input: [413, 415, 422],
  not_found: [410],
  unauthorized: [403],
}

/**
 * An error as an HTTP answer: JSON `{ error: { code, message } }` with the status that fits, and `Retry-After` where
 * one is known. Of anything but a `VideoError` nothing leaves the server; it goes to the console.
 */
export function toErrorResponse(error: unknown): Response {
  const { code, message, status, retryAfterMs } = toPublicError(error)
  const body: ErrorBody = { error: { code, message } }
  const headers = new Headers({
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  if (retryAfterMs) headers.set('Retry-After', `${Math.ceil(retryAfterMs / 1000)}`)
  const own = OWN_STATUSES[code]?.find((known) => known === status)
  return Response.json(body, { status: own ?? STATUSES[code], headers })
}

/** The error itself when it was made for users to read; otherwise one that says nothing. The log says what users are not told. */
export function toPublicError(error: unknown): VideoError {
  if (error instanceof VideoError) {
    if (error.code === 'unavailable' && error.cause) reportFault('a request was not served.', error.cause)
    return error
  }
  reportFault('a request failed.', error)
  return new VideoError('internal', 'The server failed. Its log says more.')
}
