import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { localVideo } from '@reelstate/local'
import { createVideoHandler } from '@reelstate/server'
import { directoryStorage } from '@reelstate/server/directory'
import { sqliteStore } from '@reelstate/server/sqlite'
import { Hono } from 'hono'

const data = process.env.PLAYGROUND_DATA ?? fileURLToPath(new URL('.data', import.meta.url))

/** Renders on this machine, and goes on after a restart. Any other provider is this one line. */
export const adapter = localVideo({ directory: `${data}/renders`, log: console.log })

/** Creates, follows, resumes, cancels and serves: all of it on one URL. */
export const video = createVideoHandler({
  adapter,
  store: sqliteStore({ path: `${data}/jobs.db` }),
  storage: directoryStorage({ directory: `${data}/videos` }),
  secret: keptSecret(`${data}/secret`),
  // Whoever reaches this server may use it. An app says who asks: authorize: (request) => userIdOf(request)
  allowAnonymous: true,
})

export const app = new Hono()
app.all('/api/video', (c) => video(c.req.raw))
app.get('/api/video/health', (c) => video(c.req.raw))

/** Signs what pages know of their jobs, so that they find them again after a restart. An app has it in its environment. */
function keptSecret(path: string): string {
  mkdirSync(data, { recursive: true })
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600 })
  return readFileSync(path, 'utf8')
}
