import { VideoError, type WireEvent } from '@reelstate/core/protocol'
import { streamResponse } from './stream-response.js'

/**
 * A stream as server-sent events, one `data:` a wire event. When the client leaves, the stream is left too; the job
 * goes on. A stream that was refused is answered with JSON and a 4xx or 5xx status instead.
 *
 * @param init status and headers to add
 */
export function toServerSentEventsResponse(stream: AsyncIterable<WireEvent>, init?: ResponseInit): Response {
  return streamResponse(
    stream,
    {
      type: 'text/event-stream; charset=utf-8',
      preamble: 'retry: 1000\n\n',
      heartbeat: ': heartbeat\n\n',
      write: writeFrame,
    },
    init,
  )
}

function writeFrame({ eventId, ...event }: WireEvent): string {
  // A line break would let whoever chose the id write events of their own.
  if (eventId !== undefined && /[\r\n\0]/.test(eventId)) {
    throw new VideoError('internal', 'An event id holds a line break or NUL, and is not sent.')
  }
  const id = eventId === undefined ? '' : `id: ${eventId}\n`
  return `${id}data: ${JSON.stringify(event)}\n\n`
}
