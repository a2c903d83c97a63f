import { localVideo } from '@reelstate/local'
import { createVideoHandler } from '@reelstate/server'
import { building } from '$app/environment'
import type { RequestHandler } from './$types'

const video = createVideoHandler({
  // Draws on this machine, slowly enough to watch it. For a real provider, change this line.
  adapter: localVideo({ minMsPerFrame: 40 }),
  // Whoever reaches this server may use it. An app says who asks: authorize: (request) => userIdOf(request)
  allowAnonymous: true,
  // `vite build` loads the routes as well, and is no place to work on videos.
  work: !building,
})

export const fallback: RequestHandler = ({ request }) => video(request)
