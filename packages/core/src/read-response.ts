import { createParser } from 'eventsource-parser'
import { readError, VideoError, type VideoErrorCode, type WireEvent } from './protocol.js'

type Batches = AsyncGenerator<WireEvent[], void, undefined>

/**
 * The wire events of an HTTP answer, one array per read: an SSE or NDJSON stream, or the JSON of a finished video.
 * Throws a `VideoError` for everything else, with what the server said about it.
 */
export async function* readResponse(
  response: Response,
  signal: AbortSignal,
  maxFrameSize = 24 * 1024 * 1024,
): Batches {
  if (!response.ok) throw await refusal(response)
  const type = response.headers.get('Content-Type') ?? 'no Content-Type'
  const isNdjson = type.includes('ndjson')
  if (isNdjson || type.includes('event-stream')) yield* readStream(response, signal, maxFrameSize, isNdjson)
  else if (type.includes('json'))
    yield [{ type: 'CUSTOM', name: 'generation:result', value: await response.json() }]
  else {
    throw new VideoError('bad_response', `The server sent ${type}; it should send a stream or JSON.`)
  }
}

async function* readStream(
  response: Response,
  signal: AbortSignal,
  maxBufferSize: number,
  isNdjson: boolean,
): Batches {
  let events: WireEvent[] = []
  let retryMs: number | undefined
  let isAlive = false
  const parser = createParser({
    maxBufferSize,
    onEvent({ data, id }) {
      // A frame that is not JSON is passed over: only a terminal event or the deadline ends a run.
      try {
        const json = JSON.parse(data)
        // A durable NDJSON line wraps its event as `{id, chunk}`. Not copied: this is where a burst spends its time.
        const event = json.chunk ?? json
        const eventId = json.chunk ? json.id : id
        if (eventId) event.eventId = eventId
        if (retryMs) event.retryMs = retryMs
        events.push(event)
      } catch {
        // An empty line is the heartbeat of NDJSON.
        isAlive = true
      }
    },
    onRetry(ms) {
      retryMs = ms
    },
    onComment() {
      isAlive = true
    },
    onError({ type }) {
      if (type !== 'max-buffer-size-exceeded') return
      throw new VideoError('bad_response', `The server sent a frame of over ${maxBufferSize} characters.`)
    },
  })
  // By the signal too: a function of the application may have made the request without it.
  const reader = response.body?.pipeThrough(new TextDecoderStream(), { signal }).getReader()
  try {
    // A line of NDJSON is an event whose `data:` goes without saying; one parser bounds and joins both.
    if (isNdjson) parser.feed('data:')
    for (;;) {
      const { value } = (await reader?.read()) ?? {}
      // The last line of NDJSON may lack its end.
      parser.feed(isNdjson ? (value?.replaceAll('\n', '\n\ndata:') ?? '\n\n') : (value ?? ''))
      // A heartbeat counts also where news came with it.
      if (isAlive) yield []
      if (events.length > 0) yield events
      if (value === undefined) return
      events = []
      isAlive = false
    }
  } finally {
    // Not awaited: a body that cannot be canceled must not hold up the run.
    reader?.cancel().catch(() => {})
  }
}

const CODES: Record<number, VideoErrorCode> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not_found',
  // Says nothing about whether a job was made, as everything above 499 that is not ours.
  408: 'bad_response',
  410: 'not_found',
  409: 'bad_response',
  425: 'bad_response',
  429: 'rate_limited',
}

/** An HTTP error as a `VideoError`: the server's own words where it sent JSON, never a page of HTML. */
export async function refusal(response: Response): Promise<VideoError> {
  const { status, statusText, headers } = response
  const body = await response.json().catch(() => {})
  // `Retry-After` is a number of seconds or an HTTP date.
  const after = headers.get('Retry-After') ?? ''
  return readError(
    // An `ErrorBody`, or what other servers send in its place.
    body?.error ?? body,
    CODES[status] ?? (status < 500 ? 'invalid_input' : 'bad_response'),
    `The server sent ${status} ${statusText}.`,
    { status, retryAfterMs: Number(after) * 1000 || Date.parse(after) - Date.now() || undefined },
  )
}
