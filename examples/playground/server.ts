import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type EmulatorScenario,
  listVideoProviders,
  localVideo,
  pickVideoAdapter,
  startEmulator,
  type VideoProvider,
} from '@reelstate/local'
import { createVideoHandler, type VideoAdapter } from '@reelstate/server'
import { directoryStorage } from '@reelstate/server/directory'
import { sqliteStore } from '@reelstate/server/sqlite'
import { Hono } from 'hono'
import { emulatedAdapters, SCENARIOS } from './emulated-adapters.js'
import { ProviderCallLog } from './provider-call-log.js'

const data = process.env.PLAYGROUND_DATA ?? fileURLToPath(new URL('.data', import.meta.url))

/** What the page offers beside the embedded renderer. */
export interface Choices {
  scenarios: readonly EmulatorScenario[]
  providers: readonly VideoProvider[]
  /** Where the emulator's own page is. */
  emulatorUrl: string
}

/** Renders on this machine, and goes on after a restart. Any other provider is this one line. */
export const adapter = localVideo({ directory: `${data}/renders`, log: console.log })

/** Plays a provider on which everything goes wrong that can, for people who want to see what the page makes of it. */
export const emulator = await startEmulator({ log: (line) => console.log(`emulator: ${line}`) })

const calls = new ProviderCallLog()
const providers = listVideoProviders()
const adapters: Record<string, VideoAdapter> = { local: adapter, ...emulatedAdapters(emulator, calls) }
for (const { name, isAvailable } of providers) {
  if (isAvailable && name !== 'local') adapters[name] = await pickVideoAdapter({ provider: name })
}

/** Creates, follows, resumes, cancels and serves: all of it on one URL. */
export const video = createVideoHandler({
  adapters,
  store: sqliteStore({ path: `${data}/jobs.db` }),
  storage: directoryStorage({ directory: `${data}/videos` }),
  // The emulator's links lead to this machine.
  privateVideoHosts: [new URL(emulator.url).host],
  secret: keptSecret(`${data}/secret`),
  // Whoever reaches this server may use it. An app says who asks: authorize: (request) => userIdOf(request)
  allowAnonymous: true,
})

export const app = new Hono()
app.all('/api/video', (c) => video(c.req.raw))
app.get('/api/video/health', (c) => video(c.req.raw))
app.get('/api/choices', (c) =>
  c.json({ scenarios: SCENARIOS, providers, emulatorUrl: emulator.url } satisfies Choices),
)
app.get('/api/provider-calls/:adapter', (c) => c.json(calls.of(c.req.param('adapter'))))

/** Signs what pages know of their jobs, so that they find them again after a restart. An app has it in its environment. */
function keptSecret(path: string): string {
  mkdirSync(data, { recursive: true })
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600 })
  return readFileSync(path, 'utf8')
}
