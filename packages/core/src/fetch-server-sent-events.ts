import { type FetchConnectionOptionsSource, httpTransport } from './http-transport.js'
import type { ConnectionAdapter } from './transport.js'

/**
 * A transport over server-sent events.
 *
 * @param url the route that creates the job, or a function that makes it for every request
 * @param options headers, credentials and more; as a function it is asked before every request, so tokens stay fresh
 */
export function fetchServerSentEvents(
  url: string | (() => string),
  options?: FetchConnectionOptionsSource,
): ConnectionAdapter {
  return httpTransport('text/event-stream', url, options)
}
