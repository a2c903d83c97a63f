import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
// biome-ignore lint/style/noRestrictedImports: the server never meets the client, but its tests do.
import { createVideoClient, fetchServerSentEvents } from '@reelstate/core'
import express from 'express'
import { Hono } from 'hono'
import { afterEach, describe, expect, it } from 'vitest'
import { toNodeHandler } from '../http/to-node-handler.js'
import type { JobView } from '../jobs/job-view.js'
import { memoryStore } from '../stores/memory-store.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { createVideoHandler, type VideoHandler } from './create-video-handler.js'

// One line mounts the handler in each of them, and everything that it answers arrives there: bodies, streams, queries and
// what lies under its path.

const PATH = '/api/video'
const handlers: VideoHandler[] = []
const servers: Server[] = []

afterEach(async () => {
  for (const handler of handlers.splice(0)) await handler.close(0)
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

function video(): VideoHandler {
  const handler = createVideoHandler({
    adapter: scriptedAdapter({ statuses: [{ status: 'processing', progress: 50 }, { status: 'completed' }] }),
    store: memoryStore(),
    allowAnonymous: true,
    pollingInterval: 20,
  })
  handlers.push(handler)
  return handler
}

async function listen(listener: RequestListener): Promise<typeof fetch> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init)
}

const mounts: Record<string, () => Promise<typeof fetch>> = {
  'node:http': () => listen(toNodeHandler(video())),

  Express: () => {
    const app = express()
    app.use(PATH, toNodeHandler(video()))
    return listen(app)
  },

  'Express behind express.json()': () => {
    const app = express()
    app.use(express.json())
    app.use(PATH, toNodeHandler(video()))
    return listen(app)
  },

  Hono: () => {
    const handler = video()
    const app = new Hono()
    app.all(`${PATH}/*`, (c) => handler(c.req.raw))
    return listen(toNodeHandler(app.fetch))
  },

  'a fetch handler, as Bun, Deno and Durable Objects have it': async () => {
    const worker = { fetch: video() }
    return (path, init) => worker.fetch(new Request(`https://app.example${path}`, init))
  },

  'a route file, as Next and Nitro have it': async () => {
    const handler = video()
    const route = { GET: handler, POST: handler, DELETE: handler }
    return (path, init) => {
      const request = new Request(`https://app.example${path}`, init)
      return route[request.method as keyof typeof route](request)
    }
  },

  'a route file, as SvelteKit and Remix have it': async () => {
    const handler = video()
    const route = ({ request }: { request: Request }) => handler(request)
    return (path, init) => route({ request: new Request(`https://app.example${path}`, init) })
  },
}

describe.each(Object.entries(mounts))('mounted in %s', (_, mount) => {
  it('it serves a client from its order to its video', async () => {
    const send = await mount()
    const client = createVideoClient({ connection: fetchServerSentEvents(PATH, { fetch: send }) })
    const outcome = await client.generate({ prompt: 'A red kite over the sea' })
    const url = expect.stringMatching(/^\/api\/video\?video=v1\./)
    expect(outcome).toMatchObject({ outcome: 'success', result: { url } })
    client.dispose()
  })

  it('it answers every method, and what lies under its path', async () => {
    const send = await mount()
    const ordered = await send(PATH, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'click-1' },
      body: JSON.stringify({ data: { prompt: 'A red kite over the sea' } }),
    })
    expect(ordered.status).toBe(202)
    const { reference, jobId }: JobView = await ordered.json()
    expect(await (await send(`${PATH}?key=click-1`)).json()).toMatchObject({ jobId })
    expect(await (await send(`${PATH}?ref=${reference}`, { method: 'DELETE' })).json()).toHaveProperty(
      'outcome',
    )
    expect(await (await send(`${PATH}/health`)).json()).toMatchObject({ ok: true })
    expect((await send(`${PATH}?ref=${reference}x`)).status).toBe(404)
  })
})
