import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVideoHandler, type VideoHandler } from '../handler/create-video-handler.js'
import type { VideoHandlerOptions } from '../handler/handler-options.js'
import { toNodeHandler } from '../http/to-node-handler.js'
import type { VideoEvent } from '../jobs/video-event.js'
import type { VideoJobs } from '../jobs/video-jobs.js'
import { memoryStore } from '../stores/memory-store.js'
import { scriptedAdapter } from './scripted-adapter.js'

export const SECRET = 'a secret of at least thirty-two characters'

export interface ServedHandler {
  url: string
  jobs: VideoJobs
  events: VideoEvent[]
  /** A request as a user; null for nobody. */
  as(user: string | null): (query?: string, init?: RequestInit & { json?: unknown }) => Promise<Response>
  /** The handler itself, without a network. */
  handler: VideoHandler
  close(): Promise<void>
}

/** A handler on a real HTTP server. Whoever `x-user` names asks. */
export async function serveHandler(options: Partial<VideoHandlerOptions> = {}): Promise<ServedHandler> {
  const events: VideoEvent[] = []
  const store = options.store ?? memoryStore()
  const handler = createVideoHandler({
    ...(!options.adapters && { adapter: scriptedAdapter() }),
    authorize: (request) => request.headers.get('x-user'),
    secret: SECRET,
    onEvent: (event) => void events.push(event),
    pollingInterval: 20,
    ...options,
    store,
  })
  const server = createServer(toNodeHandler(handler))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/video`
  return {
    url,
    handler,
    jobs: handler.jobs,
    events,
    as:
      (user) =>
      (query = '', { json, ...init } = {}) => {
        const headers = new Headers(init.headers)
        if (user !== null) headers.set('x-user', user)
        if (json !== undefined) headers.set('content-type', 'application/json')
        return fetch(url + query, {
          ...init,
          headers,
          ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
        })
      },
    async close() {
      await handler.close(1_000)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await store.close()
    },
  }
}
