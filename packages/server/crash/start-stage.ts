import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../src/support/start-postgres.js'
import { bundle } from './bundle.js'
import type { Bill } from './fake-provider.js'
import type { StorePlan } from './open-store.js'
import { startProcess } from './start-process.js'

/** The stores that several processes can open. */
export const STORES: readonly StorePlan['name'][] = ['sqlite', 'postgres']

/** What instances need around them: a provider that bills, a PostgreSQL, and a folder. */
export interface Stage {
  /** The provider's URL. */
  provider: string
  /** Where `startProcess` finds an instance. */
  instanceFile: string
  /** A store of that name that nobody else has. */
  store(name: StorePlan['name'], label: string): StorePlan
  /** What the provider charges for, all of it or for one prompt. */
  bills(prompt?: string): Promise<Bill[]>
  stop(): Promise<void>
}

export async function startStage(): Promise<Stage> {
  const [{ connectionString, stop }, instanceFile, providerFile, folder] = await Promise.all([
    startPostgres(),
    bundle('instance.ts'),
    bundle('fake-provider.ts'),
    mkdtemp(join(tmpdir(), 'reelstate-stage-')),
  ])
  const provider = await startProcess<{ url: string }>(providerFile)
  const { url } = provider.ready
  return {
    provider: url,
    instanceFile,
    store: (name, label) =>
      name === 'sqlite'
        ? { name, path: join(folder, `${label}.db`) }
        : { name, connectionString, schema: label },
    async bills(prompt) {
      const response = await fetch(
        `${url}/bills?${new URLSearchParams(prompt === undefined ? {} : { prompt })}`,
      )
      return (await response.json()) as Bill[]
    },
    async stop() {
      await provider.kill('SIGKILL')
      await stop()
      await rm(folder, { recursive: true })
    },
  }
}
