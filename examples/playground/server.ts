import { fileURLToPath } from 'node:url'
import { localVideo } from '@reelstate/local'
import { createVideoHandler } from '@reelstate/server'
import { directoryStorage } from '@reelstate/server/directory'
import { sqliteStore } from '@reelstate/server/sqlite'
import { Hono } from 'hono'

const data = process.env.PLAYGROUND_DATA ?? fileURLToPath(new URL('.data', import.meta.url))

/** Renders on this machine. Any other provider is this one line. */
export const adapter = localVideo({ log: console.log })

/** Creates, follows, resumes, cancels and serves: all of it on one URL. */
export const video = createVideoHandler({
  adapter,
  store: sqliteStore({ path: `${data}/jobs.db` }),
  storage: directoryStorage({ directory: `${data}/videos` }),
  // Whoever reaches this server may use it. An app says who asks: authorize: (request) => userIdOf(request)
  allowAnonymous: true,
})

export const app = new Hono()
app.all('/api/video', (c) => video(c.req.raw))
app.get('/api/video/health', (c) => video(c.req.raw))
