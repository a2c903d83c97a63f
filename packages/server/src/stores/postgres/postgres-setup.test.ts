import { inspect } from 'node:util'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JobStore } from '../../jobs/job-store.js'
import { postgresStore } from '../../postgres.js'
import { freePort } from '../../support/run-unprivileged.js'
import { startPostgres, type TestPostgres } from '../../support/start-postgres.js'
import { createPostgresStore } from './create-postgres-store.js'

let postgres: TestPostgres
let admin: pg.Pool
let stores: JobStore[]

beforeAll(async () => {
  postgres = await startPostgres()
  admin = new pg.Pool({ connectionString: postgres.connectionString })
})

beforeEach(() => {
  stores = []
})

afterEach(() => Promise.all(stores.map((store) => store.close())))

afterAll(async () => {
  await admin?.end()
  await postgres?.stop()
})

function keep(store: JobStore): JobStore {
  stores.push(store)
  return store
}

describe('what is set up wrongly', () => {
  const said = async (connectionString: string) => {
    const error = await keep(postgresStore({ connectionString }))
      .get(['x'])
      .catch((thrown) => thrown)
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/p4ss|s3cret/)
    return error
  }

  it('is told without the password: a server that is not there', async () => {
    const error = await said(`postgres://ann:s3cret@127.0.0.1:${await freePort()}/video`)
    expect(error).toMatchObject({ name: 'VideoError', code: 'unavailable' })
    expect(error.message).toMatch(/ECONNREFUSED.*connectionString/)
  })

  it('is told without the password: a wrong one', async () => {
    const error = await said(postgres.connectionString.replace(/:[^:@]*@/, ':s3cret@'))
    expect(error).toMatchObject({ name: 'VideoError', code: 'invalid_options' })
    expect(error.message).toMatch(/password is wrong/)
  })

  it('is told without the password: a database that does not exist', async () => {
    const error = await said(postgres.connectionString.replace(/\/postgres$/, '/nothing'))
    expect(error).toMatchObject({ code: 'invalid_options' })
    expect(error.message).toMatch(/database does not exist/)
  })

  it('is told without the password: something that is no URL', async () => {
    const error = await said('postgres://ann:s3cret/x@host:port/video')
    expect(error).toMatchObject({ code: 'invalid_options' })
    expect(error.message).toMatch(/percent-encoded/)
  })

  it('is told without the password: a role that may not make tables', async () => {
    await admin.query(`create role guest login password 's3cret'`)
    const error = await said(postgres.connectionString.replace(/\/\/.*@/, '//guest:s3cret@'))
    expect(error).toMatchObject({ code: 'invalid_options' })
    expect(error.message).toMatch(/create schemas/)
    await admin.query('drop role guest')
  })

  it('is refused at once: no connection, two of them, a schema that would have to be quoted', () => {
    const pool = new pg.Pool()
    const { connectionString } = postgres
    for (const options of [{}, { connectionString: '' }, { connectionString, pool }])
      expect(() => postgresStore(options)).toThrow(/either a "connectionString" or a "pool"/)
    expect(() => postgresStore({ pool, schema: 'My"Schema' })).toThrow(/"schema".*small letters/)
  })

  it('is told with what to install: a package that is missing', async () => {
    const importBoss = async () => {
      throw new Error('Cannot find package')
    }
    const store = keep(createPostgresStore({ connectionString: postgres.connectionString }, importBoss))
    await expect(store.get([])).rejects.toMatchObject({ code: 'invalid_options' })
    await expect(store.get([])).rejects.toThrow('npm install pg pg-boss')
  })

  it('can be put right while the process runs: the next call connects anew', async () => {
    await admin.query(`create role late superuser nologin password 's3cret'`)
    const store = keep(
      postgresStore({ connectionString: postgres.connectionString.replace(/\/\/.*@/, '//late:s3cret@') }),
    )
    await expect(store.get([])).rejects.toMatchObject({ code: 'invalid_options' })
    await admin.query('alter role late login')
    expect(await store.get([])).toEqual([])
    await store.close()
    await admin.query('reassign owned by late to postgres; drop role late')
  })
})
