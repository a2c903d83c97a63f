import pg from 'pg'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { startPostgres, type TestPostgres } from '../../support/start-postgres.js'
import { runJobStoreConformance } from '../run-job-store-conformance.js'
import { createPostgresStore } from './create-postgres-store.js'

const majors = [
  ['pg-boss 10', 'ten', 'ten_queue_10', () => import('pg-boss')],
  ['pg-boss 12', 'twelve', 'twelve_queue', () => import('pg-boss-12')],
] as const

let postgres: TestPostgres
let pool: pg.Pool

beforeAll(async () => {
  postgres = await startPostgres()
  pool = new pg.Pool({ connectionString: postgres.connectionString })
})

afterAll(async () => {
  await pool?.end()
  await postgres?.stop()
})

for (const [version, schema, queueSchema, importBoss] of majors) {
  describe(`postgresStore on ${version}`, () => {
    const open = () =>
      createPostgresStore({ connectionString: postgres.connectionString, schema }, importBoss)

    beforeAll(async () => {
      const store = open()
      await store.get([])
      await store.close()
    })

    runJobStoreConformance(open, {
      describe,
      it,
      async reset() {
        const tables = [`${schema}.video_job`, `${schema}.delivery`, `${schema}.record`, `${queueSchema}.job`]
        await pool.query(tables.map((table) => `delete from ${table}`).join(';'))
      },
    })
  })
}
