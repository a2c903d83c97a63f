import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { createServer as createVite } from 'vite'
import { listenOnFreePort } from './listen-on-free-port.js'
import { adapter, app, emulator, video } from './server.js'

// One process and one port: Hono answers /api, Vite everything else.
const api = getRequestListener(app.fetch)
const server = createServer((request, response) => {
  if (request.url?.startsWith('/api/')) void api(request, response)
  else vite.middlewares(request, response)
})
const vite = await createVite({
  root: fileURLToPath(new URL('.', import.meta.url)),
  appType: 'spa',
  server: { middlewareMode: { server }, hmr: { server } },
})

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
  await Promise.allSettled([closed, vite.close()])
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
