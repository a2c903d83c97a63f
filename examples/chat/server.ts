import { localVideo } from '@reelstate/local'
import { createVideoHandler, stopOnSignals, toNodeHandler } from '@reelstate/server'
import { videoActions, videoTools } from '@reelstate/server/chat'
import { createServer, type Plugin, preview } from 'vite'
import { chatRoute } from './server/chat-route.js'
import { keptSecret } from './server/kept-secret.js'
import { pickLlm } from './server/pick-llm.js'

const adapter = localVideo({
  // Draws on this machine, slowly enough to watch it. For a real provider, change this line.
  minMsPerFrame: 70,
  concurrency: 2,
  directory: '.reelstate/videos',
  // Where `adapter.serve` is mounted, for the commands: their results hold the provider's own URL.
  publicUrl: '/api/files',
})

// Whoever reaches this server is the same user. An app says who asks: (request) => userIdOf(request)
const authorize = () => 'you'
const videos = createVideoHandler({ adapter, authorize, secret: keptSecret('.reelstate/secret') })
stopOnSignals(videos, { graceMs: 1000 })

const llm = pickLlm(process.env)
const chat = chatRoute({
  llm,
  tools: videoTools({
    handler: videos,
    url: '/api/video',
    authorize,
    limits: { videos: 3 },
    // The page follows the video by itself, so nobody waits for it in a turn of the LLM.
    waitMs: 1000,
  }),
  actions: videoActions({ adapter, meta: { _meta_actions: ['REQUEST_CHAT_MODEL'] } }),
})

const routes: Record<string, (request: Request) => Response | Promise<Response>> = {
  '/api/video': videos,
  '/api/files': adapter.serve,
  '/api/chat': chat,
  '/api/llm': () => Response.json({ name: llm.name }),
}

/** Answers the routes in the process that serves the pages. */
const api: Plugin = {
  name: 'api',
  configureServer: ({ middlewares }) => mount(middlewares),
  configurePreviewServer: ({ middlewares }) => mount(middlewares),
}

function mount(middlewares: { use(path: string, handle: ReturnType<typeof toNodeHandler>): unknown }) {
  for (const [path, route] of Object.entries(routes)) middlewares.use(path, toNodeHandler(route))
}

const port = Number(process.env.PORT ?? 5173)
const server = process.argv.includes('--built')
  ? await preview({ plugins: [api], preview: { port } })
  : await (await createServer({ plugins: [api], server: { port } })).listen()
server.printUrls()
