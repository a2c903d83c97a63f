import { FrameSplitter } from './frame-splitter.js'
import type { WireLog } from './wire-log.js'

const SENT = ['idempotency-key', 'last-event-id']
const RECEIVED = ['retry-after']

/** A `fetch` that writes down what it sends and receives. It changes nothing of either. */
export function recordFetch(fetch: typeof globalThis.fetch, log: WireLog): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const signal = init.signal ?? undefined
    const exchange = log.begin({
      method: init.method ?? 'GET',
      url: input instanceof Request ? input.url : `${input}`,
      headers: pick(new Headers(init.headers), SENT),
      body: typeof init.body === 'string' ? init.body : '',
    })
    let response: Response
    try {
      response = await fetch(input, init)
    } catch (error) {
      exchange.ended(signal?.aborted ? 'left' : 'failed', textOf(error))
      throw error
    }
    const { status, statusText, headers, body } = response
    exchange.answered({ status, headers: pick(headers, RECEIVED) })
    if (!body) {
      exchange.ended('complete')
      return response
    }
    return new Response(readAlong(body, exchange, isStream(headers), signal), { status, statusText, headers })
  }
}

/** Passes a body on as it is asked for, and tells of every piece. */
function readAlong(
  body: ReadableStream<Uint8Array>,
  exchange: ReturnType<WireLog['begin']>,
  splits: boolean,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const splitter = new FrameSplitter()
  let whole = ''
  const note = (text: string) => {
    if (splits) exchange.received(splitter.push(text))
    else whole += text
  }
  /** What is left when nothing more comes: all of a body that is no stream, or the beginning of a frame. */
  const noteRest = (isCut: boolean) => {
    const rest = splits ? splitter.rest : whole
    if (rest) exchange.received([rest], isCut || splits)
  }
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (!done) {
          note(decoder.decode(value, { stream: true }))
          return controller.enqueue(value)
        }
        noteRest(false)
        exchange.ended('complete')
        controller.close()
      } catch (error) {
        noteRest(true)
        exchange.ended(signal?.aborted ? 'left' : 'cut', textOf(error))
        controller.error(error)
      }
    },
    cancel(reason) {
      noteRest(true)
      exchange.ended('left')
      return reader.cancel(reason)
    },
  })
}

const isStream = (headers: Headers) => /event-stream/.test(headers.get('content-type') ?? '')
const pick = (headers: Headers, names: readonly string[]) =>
  names.flatMap((name) => {
    const value = headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
