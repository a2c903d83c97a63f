import type { VideoGenerateInput, WireEvent } from './protocol.js'
import { readResponse } from './read-response.js'
import type { ConnectionAdapter } from './transport.js'

/** What a fetcher may answer: the finished video, a streamed or JSON `Response`, or the events themselves. */
export type FetcherAnswer =
  | { jobId: string; url: string; status?: string; expiresAt?: Date | string }
  | Response
  | AsyncIterable<WireEvent | readonly WireEvent[]>

/** A function that makes the video, such as a server function. */
export type VideoFetcher = (
  input: VideoGenerateInput,
  options: { signal: AbortSignal; idempotencyKey: string; runId: string },
) => FetcherAnswer | Promise<FetcherAnswer>

/** A fetcher as a transport. It cannot resume or cancel: nobody advertised how. */
export function fetcherTransport(fetcher: VideoFetcher): ConnectionAdapter {
  return {
    async *connect(_messages, data, signal, { idempotencyKey, runId }) {
      const answer = await fetcher(data as unknown as VideoGenerateInput, { signal, idempotencyKey, runId })
      if (answer instanceof Response) yield* readResponse(answer, signal)
      else if (Symbol.asyncIterator in Object(answer)) yield* answer as AsyncIterable<WireEvent>
      else yield { type: 'CUSTOM', name: 'generation:result', value: answer }
    },
  }
}
