import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from 'vitest'
import { runJobStoreConformance } from '../run-job-store-conformance.js'
import { createSqliteStore } from './create-sqlite-store.js'
import { builtInSqlite, libsql, type OpenSqliteFile } from './load-sqlite.js'

const folder = mkdtempSync(join(tmpdir(), 'reelstate-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const drivers: Record<string, () => Promise<OpenSqliteFile>> = { libsql }
const builtIn = builtInSqlite()
if (builtIn) drivers['node:sqlite'] = async () => builtIn

for (const [name, load] of Object.entries(drivers)) {
  describe(`sqliteStore on ${name}`, () => {
    let path = ''
    runJobStoreConformance(() => createSqliteStore({ path }, load), {
      describe,
      it,
      reset() {
        path = join(folder, crypto.randomUUID(), 'jobs.db')
      },
    })
  })
}
