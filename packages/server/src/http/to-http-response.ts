import type { WireEvent } from '@reelstate/core/protocol'
import { streamResponse } from './stream-response.js'

/**
 * A stream as newline-delimited JSON, for clients and proxies that do not pass server-sent events. When the client
 * leaves, the stream is left too; the job goes on. A stream that was refused is answered with JSON and a 4xx or 5xx
 * status instead.
 *
 * @param init status and headers to add
 */
export function toHttpResponse(stream: AsyncIterable<WireEvent>, init?: ResponseInit): Response {
  return streamResponse(stream, { type: 'application/x-ndjson', heartbeat: '\n', write: writeLine }, init)
}

function writeLine({ eventId, ...event }: WireEvent): string {
  return `${JSON.stringify(eventId === undefined ? event : { id: eventId, chunk: event })}\n`
}
