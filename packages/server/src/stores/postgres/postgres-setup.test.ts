import { inspect } from 'node:util'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { toErrorResponse } from '../../http/to-error-response.js'
import type { JobStore } from '../../jobs/job-store.js'
import { postgresStore } from '../../postgres.js'
import { describeError } from '../../security/redact.js'
import { freePort } from '../../support/run-unprivileged.js'
import { startPostgres, type TestPostgres } from '../../support/start-postgres.js'
import { exampleJob } from '../conformance/example-job.js'
import { createPostgresStore } from './create-postgres-store.js'
import { losing, startPostgresProxy } from './support/start-postgres-proxy.js'

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
    expect(error.cause.message).toMatch(/ECONNREFUSED.*connectionString/)
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

describe('an instance that opens the store', () => {
  /** What a store says whose statement for the installation's lock this changes. */
  async function opening(toServer: (data: Buffer) => Buffer | undefined) {
    const proxy = await startPostgresProxy(postgres.connectionString, { toServer })
    const store = keep(postgresStore({ connectionString: proxy.connectionString }))
    const error = store
      .get([])
      .then(() => undefined)
      .catch((thrown) => thrown)
    return { store, error, stop: proxy.stop }
  }

  /** One whose statement for the lock was lost on the way. */
  async function unanswered() {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { toServer, lost } = losing('pg_advisory_xact_lock')
    const opened = await opening(toServer)
    await lost
    return opened
  }

  afterEach(() => {
    vi.useRealTimers()
  })

  it('gives up after fifteen seconds without an answer', async () => {
    const { error, stop } = await unanswered()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(describeError(await error)).toMatch(/unavailable.*does not answer \(Query read timeout\)/)
    await stop()
  })

  it('can be closed meanwhile', async () => {
    const { store, error, stop } = await unanswered()
    const closed = store.close()
    await vi.advanceTimersByTimeAsync(10_000)
    await closed
    await stop()
    expect(await error).toMatchObject({ code: 'unavailable' })
  })

  it('says that another one is setting the tables up when that takes long', async () => {
    const other = await admin.connect()
    await other.query(`begin; select pg_advisory_xact_lock(hashtextextended('reelstate installation', 0))`)
    const { error, stop } = await opening((data) =>
      // Ten seconds are long for a test.
      Buffer.from(data.toString('latin1').replace('lock_timeout = 10000', 'lock_timeout = 00010'), 'latin1'),
    )
    expect(await error).toMatchObject({
      code: 'unavailable',
      message: 'The database is being set up. Try again in a moment.',
    })
    expect(describeError(await error)).toMatch(/Another instance.*"reelstate installation"/)
    await other.query('rollback')
    other.release()
    await stop()
  })
})

describe('what PostgreSQL cannot do for now', () => {
  /** What users read, and what the log says. */
  const told = async (error: unknown) => {
    const response = toErrorResponse(error)
    expect(response.status).toBe(503)
    const { message } = (await response.json()).error
    return { message, log: describeError(error) }
  }

  it('is told to users in plain words, and to the log with what to do', async () => {
    const store = keep(postgresStore({ connectionString: postgres.connectionString }))
    await store.get([])
    const expected: Record<string, [message: RegExp, log: RegExp]> = {
      '40P01': [/is busy/, /stored nothing of it \(40P01: of the test\)/],
      '57014': [/is busy/, /stored nothing of it/],
      '55P03': [/is busy/, /stored nothing of it/],
      '53100': [/cannot store/, /disk of PostgreSQL is full/],
      '53200': [/is busy/, /out of memory/],
      '53300': [/is busy/, /"max_connections"/],
      '25006': [/cannot store/, /the primary/],
      '57P01': [/cannot be reached/, /Check that it runs/],
    }
    for (const [code, [message, log]] of Object.entries(expected)) {
      await admin.query(`
        create or replace function reelstate.refuse() returns trigger language plpgsql
          as $$ begin raise exception 'of the test' using errcode = '${code}'; end $$;
        create or replace trigger refuse before insert on reelstate.video_job
          for each row execute function reelstate.refuse()`)
      const said = await told(await store.create(exampleJob()).catch((thrown) => thrown))
      expect(said.message).toMatch(message)
      expect(said.message).not.toMatch(/PostgreSQL|connectionString|[0-9A-Z]{5}/)
      expect(said.log).toMatch(log)
    }
    await admin.query('drop trigger refuse on reelstate.video_job')
  })

  it('is told as what it is when the pool is taken', async () => {
    const { connectionString } = postgres
    const pool = new pg.Pool({ connectionString, max: 1, connectionTimeoutMillis: 50 })
    const store = keep(postgresStore({ pool }))
    await store.get([])
    const taken = await pool.connect()
    const said = await told(await store.get([]).catch((thrown) => thrown))
    expect(said.message).toMatch(/is busy/)
    expect(said.log).toMatch(/No connection of the pool came free in time/)
    taken.release()
    await store.close()
    await pool.end()
  })
})
