import type { VideoError, WireEvent } from '@reelstate/core/protocol'
import { type StreamFormat, streamBody } from './stream-body.js'
import { toErrorResponse } from './to-error-response.js'

const HEADERS = {
  'Cache-Control': 'no-store, no-transform',
  // nginx holds back up to 8 s of events without it.
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff',
}

/** A stream as an HTTP answer, or the JSON of its refusal. `init` may add headers and replace all but the type. */
export function streamResponse(
  stream: AsyncIterable<WireEvent> & { refusal?: VideoError | undefined },
  format: StreamFormat & { type: string },
  init: ResponseInit = {},
): Response {
  if (stream.refusal) return toErrorResponse(stream.refusal)
  const headers = new Headers(init.headers)
  for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) headers.set(name, value)
  headers.set('Content-Type', format.type)
  return new Response(streamBody(stream, format), { ...init, headers })
}
