import type { WireEvent } from '@reelstate/core/protocol'

/** How events are written on a connection. */
export interface StreamFormat {
  readonly name: 'sse' | 'ndjson'
  readonly type: string
  /** Sent at once: how soon to come back, in ms. */
  readonly preamble: Uint8Array
  readonly heartbeat: Uint8Array
  write(event: WireEvent): string
}

const encoder = new TextEncoder()

/** Without its id, which is said beside it. Taking the field out of a copy costs a multiple. */
const bare = (event: WireEvent) => JSON.stringify({ ...event, eventId: undefined })

export const SSE: StreamFormat = {
  name: 'sse',
  type: 'text/event-stream; charset=utf-8',
  preamble: encoder.encode('retry: 1000\n\n'),
  heartbeat: encoder.encode(': heartbeat\n\n'),
  // Ids are versions of ours, so none can hold a line break.
  write: (event) => `${event.eventId === undefined ? '' : `id: ${event.eventId}\n`}data: ${bare(event)}\n\n`,
}

export const NDJSON: StreamFormat = {
  name: 'ndjson',
  type: 'application/x-ndjson',
  preamble: new Uint8Array(),
  heartbeat: encoder.encode('\n'),
  write: (event) =>
    event.eventId === undefined ? `${bare(event)}\n` : `{"id":"${event.eventId}","chunk":${bare(event)}}\n`,
}

/**
 * What the client reads: a stream where it says so, JSON otherwise. A client of TanStack AI says nothing, and is told apart
 * by its run id; `?format=` decides where neither does.
 */
export function formatOf(request: Request, hasRunId = false): StreamFormat | 'json' {
  const wanted = new URL(request.url).searchParams.get('format')
  if (wanted === 'sse') return SSE
  if (wanted === 'ndjson') return NDJSON
  const accept = request.headers.get('Accept') ?? ''
  if (accept.includes('text/event-stream')) return SSE
  if (accept.includes('ndjson')) return NDJSON
  const isOpen = accept === '' || accept.includes('*/*')
  return isOpen && hasRunId && wanted !== 'json' ? SSE : 'json'
}
