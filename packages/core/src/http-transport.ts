import { createRequestBody, type RunContext, readCancelOutcome } from './protocol.js'
import { readResponse } from './read-response.js'
import type { ConnectionAdapter, TransportData } from './transport.js'

export interface FetchConnectionOptions
  extends Pick<RequestInit, 'credentials' | 'mode' | 'cache' | 'referrerPolicy'> {
  headers?: HeadersInit
  /** Added to the `data` of every create request. */
  body?: Record<string, unknown>
  /** Used instead of the global `fetch`. */
  fetch?: typeof globalThis.fetch
  /** The longest frame accepted, in characters. Default: 24 Mi. */
  maxFrameSize?: number
}

/** Options, or a function that makes them anew for every request: for tokens that expire. */
export type FetchConnectionOptionsSource =
  | FetchConnectionOptions
  | (() => FetchConnectionOptions | Promise<FetchConnectionOptions>)

/** The three requests of the wire: `POST url` creates, `GET url?ref=` resumes, `DELETE url?ref=` cancels. */
export function httpTransport(
  accept: string,
  url: string | (() => string),
  source: FetchConnectionOptionsSource = {},
): ConnectionAdapter {
  async function* request(
    method: string,
    query: Record<string, string> | null,
    signal: AbortSignal,
    create?: RunContext,
    data?: TransportData,
  ) {
    for (let isLast = create !== undefined; ; isLast = true) {
      const options = typeof source === 'function' ? await source() : source
      const { fetch = globalThis.fetch, headers, body, maxFrameSize, ...init } = options
      const path = typeof url === 'function' ? url() : url
      const search = query ? `${path.includes('?') ? '&' : '?'}${new URLSearchParams(query)}` : ''
      const response = await fetch(path + search, {
        ...init,
        method,
        signal,
        // In lower case, so that our names stand in place of the same ones given.
        headers: {
          ...Object.fromEntries(new Headers(headers)),
          accept,
          ...(create && {
            'content-type': 'application/json',
            'idempotency-key': create.idempotencyKey,
            'x-run-id': create.runId,
          }),
        },
        body: create ? JSON.stringify(createRequestBody(create, { ...body, ...data })) : null,
      })
      // Options are asked anew: a token may have expired on the way.
      if (!isLast && (response.status === 401 || response.status === 403)) continue
      yield* readResponse(response, signal, maxFrameSize)
      return
    }
  }

  return {
    connect: (_messages, data, signal, context) => request('POST', null, signal, context, data),
    resume: ({ reference: ref, key }, signal, { after = '' }) =>
      request('GET', key ? { key } : { ref, after }, signal),
    async cancel({ reference: ref }, signal) {
      const answer = await request('DELETE', { ref }, signal).next()
      const outcome = readCancelOutcome(answer.value?.[0]?.value)
      // The paid video is on its way, on a stream that may be slower than this answer.
      if (outcome === 'too_late') await new Promise((resolve) => setTimeout(resolve, 4_000))
      return outcome
    },
  }
}
