import { localVideo } from '@reelstate/local'
import { createVideoHandler } from '@reelstate/server'

export const video = createVideoHandler({
  // Draws on this machine, slowly enough to watch it. For a real provider, change this line.
  adapter: localVideo({ minMsPerFrame: 40 }),
  // Whoever reaches this server may use it. An app says who asks: authorize: (request) => userIdOf(request)
  allowAnonymous: true,
  // `next build` loads the routes as well, and is no place to work on videos.
  work: process.env.NEXT_PHASE !== 'phase-production-build',
})
