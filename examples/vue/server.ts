import { localVideo } from '@reelstate/local'
import { createVideoHandler, stopOnSignals, toNodeHandler } from '@reelstate/server'
import { createServer, type Plugin, preview } from 'vite'

const handler = createVideoHandler({
  // Draws on this machine, slowly enough to watch it. For a real provider, change this line.
  adapter: localVideo({ minMsPerFrame: 40 }),
  // Whoever reaches this server may use it. An app says who asks: authorize: (request) => userIdOf(request)
  allowAnonymous: true,
})
stopOnSignals(handler, { graceMs: 1000 })

/** Answers /api/video in the process that serves the page. */
const videos: Plugin = {
  name: 'videos',
  configureServer: ({ middlewares }) => void middlewares.use('/api/video', toNodeHandler(handler)),
  configurePreviewServer: ({ middlewares }) => void middlewares.use('/api/video', toNodeHandler(handler)),
}

const port = Number(process.env.PORT ?? 5173)
const server = process.argv.includes('--built')
  ? await preview({ plugins: [videos], preview: { port } })
  : await (await createServer({ plugins: [videos], server: { port } })).listen()
server.printUrls()
