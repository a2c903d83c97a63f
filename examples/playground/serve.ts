import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { listenOnFreePort } from './listen-on-free-port.js'
import { adapter, app, emulator, video } from './server.js'

/** Where the page comes from. */
export interface Pages {
  answer(request: IncomingMessage, response: ServerResponse): unknown
  close?(): Promise<void>
}

/**
 * One process and one port: Hono answers `/api`, `makePages` says who answers everything else. Runs until a signal or
 * the script that started it ends it, and prints its URL.
 */
export async function serve(makePages: (server: Server) => Promise<Pages> | Pages): Promise<void> {
  const api = getRequestListener(app.fetch)
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/api/')) void api(request, response)
    else void pages.answer(request, response)
  })
  const pages = await makePages(server)

  let stopping = false
  async function stop(exitCode: number): Promise<void> {
    if (stopping) return
    stopping = true
    // Whatever hangs while closing must not keep the process.
    setTimeout(() => process.exit(exitCode), 3000).unref()
    server.close()
    server.closeAllConnections()
    // The renderer and the emulator last: whoever still asks them gets an answer.
    const closed = video.close(1000).finally(() => Promise.all([adapter.close(), emulator.close()]))
    await Promise.allSettled([closed, pages.close?.()])
    process.exit(exitCode)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
  // The script that started this process is gone, without having been able to say so.
  process.on('disconnect', () => void stop(0))

  try {
    const port = await listenOnFreePort(server, process.env.PORT)
    console.log(`Reelstate playground: http://localhost:${port}`)
    console.log(`Video API emulator: ${emulator.url}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    await stop(1)
  }
}
