import { localVideo } from '@reelstate/local'
import { createVideoHandler, toNodeHandler } from '@reelstate/server'

const handler = createVideoHandler({
  // Draws on this machine, slowly enough to watch it. For a real provider, change this line.
  adapter: localVideo({ minMsPerFrame: 40 }),
  // Whoever reaches this server may use it. An app says who asks: authorize: (request) => userIdOf(request)
  allowAnonymous: true,
})

export const video = fromNodeMiddleware(toNodeHandler(handler))
