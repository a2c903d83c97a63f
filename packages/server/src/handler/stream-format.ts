import type { WireEvent } from '@reelstate/core/protocol'

/** How events are written on a connection. */
export interface StreamFormat {
  readonly name: 'sse' | 'ndjson'
  readonly type: string
  /** Sent at once: how soon to come back, in ms. */
  readonly preamble: string
  readonly heartbeat: Uint8Array
  write(event: WireEvent): string
}

const encoder = new TextEncoder()

export const SSE: StreamFormat = {
  name: 'sse',
  type: 'text/event-stream; charset=utf-8',
  preamble: 'retry: 1000\n\n',
  heartbeat: encoder.encode(': heartbeat\n\n'),
  // Ids are versions of ours, so none can hold a line break.
  write: ({ eventId, ...event }) =>
    `${eventId === undefined ? '' : `id: ${eventId}\n`}data: ${JSON.stringify(event)}\n\n`,
}

export const NDJSON: StreamFormat = {
  name: 'ndjson',
  type: 'application/x-ndjson',
  preamble: '',
  heartbeat: encoder.encode('\n'),
  write: ({ eventId, ...event }) =>
    `${JSON.stringify(eventId === undefined ? event : { id: eventId, chunk: event })}\n`,
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
