import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JobStore } from '../../jobs/job-store.js'
import { postgresStore } from '../../postgres.js'
import { startPostgres, type TestPostgres } from '../../support/start-postgres.js'
import { exampleJob } from '../conformance/example-job.js'
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

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()))
  for (const schema of ['reelstate', 'reelstate_queue_10', 'reelstate_queue'])
    await admin.query(`drop schema if exists ${schema} cascade`)
})

afterAll(async () => {
  await admin?.end()
  await postgres?.stop()
})

function keep(store: JobStore): JobStore {
  stores.push(store)
  return store
}

const open = (options = {}) =>
  keep(postgresStore({ connectionString: postgres.connectionString, ...options }))

const count = async (table: string): Promise<number> => {
  const { rows } = await admin.query(`select count(*)::int as count from ${table}`)
  return rows[0].count
}

/** From now on this statement fails. */
const failOn = (statement: string, table: string) =>
  admin.query(`
    create or replace function reelstate.refuse() returns trigger language plpgsql
      as $$ begin raise exception 'refused by the test'; end $$;
    create trigger refuse before ${statement} on ${table} for each row execute function reelstate.refuse()`)

const claimNow = (store: JobStore, limit = 100) => store.claim({ now: Date.now(), limit, leaseMs: 60_000 })

describe('a job and its entry in the queue', () => {
  it('are stored together, or neither is', async () => {
    const store = open()
    await store.get([])
    await failOn('insert', 'reelstate_queue_10.job')
    const job = exampleJob({ dueAt: Date.now() })
    await expect(store.create(job)).rejects.toThrow('refused by the test')
    expect(await store.get([job.id])).toEqual([])
    await admin.query('drop trigger refuse on reelstate_queue_10.job')

    await failOn('insert', 'reelstate.video_job')
    await expect(store.create(job)).rejects.toThrow('refused by the test')
    await admin.query('drop trigger refuse on reelstate.video_job')
    expect([await count('reelstate.video_job'), await count('reelstate_queue_10.job')]).toEqual([0, 0])

    expect((await store.create(job)).created).toBe(true)
    expect((await claimNow(store)).map(({ id }) => id)).toEqual([job.id])
  })

  it('change together, or neither does, and then nothing is announced', async () => {
    const store = open()
    const { job } = await store.create(exampleJob({ dueAt: Date.now() }))
    const heard: unknown[] = []
    await store.subscribe((change) => heard.push(change))
    await failOn('insert', 'reelstate_queue_10.job')
    await expect(store.save({ ...job, version: 2, dueAt: Date.now() + 60_000 })).rejects.toThrow()
    await admin.query('drop trigger refuse on reelstate_queue_10.job')
    expect(await store.get([job.id])).toEqual([job])
    expect((await claimNow(store)).map(({ id }) => id)).toEqual([job.id])
    await sleep(100)
    expect(heard).toEqual([])
  })

  it('are claimed together, or neither is', async () => {
    const store = open()
    const { job } = await store.create(exampleJob({ dueAt: Date.now() }))
    await failOn('update', 'reelstate.video_job')
    await expect(claimNow(store)).rejects.toThrow('refused by the test')
    await admin.query('drop trigger refuse on reelstate.video_job')
    await failOn('update', 'reelstate_queue_10.job')
    await expect(claimNow(store)).rejects.toThrow('refused by the test')
    await admin.query('drop trigger refuse on reelstate_queue_10.job')
    expect((await claimNow(store))[0]).toMatchObject({ id: job.id, fence: 1 })
  })

  it('are one to one: whatever happened to the job, it has one entry while there is something to do', async () => {
    const store = open()
    let { job } = await store.create(exampleJob({ dueAt: Date.now() }))
    for (let round = 0; round < 5; round++) {
      const [claimed] = await claimNow(store)
      if (!claimed) throw new Error('It was not handed out.')
      expect(await count('reelstate_queue_10.job')).toBe(1)
      await store.save({ ...claimed, leaseUntil: Date.now() + 90_000 })
      const [renewed = claimed] = await store.get([claimed.id])
      await store.save({ ...renewed, leaseUntil: 0, dueAt: Date.now() })
      expect(await count('reelstate_queue_10.job')).toBe(1)
    }
    ;[job = job] = await store.get([job.id])
    await store.save({ ...job, dueAt: null, state: 'succeeded', endedAt: Date.now() })
    expect(await count('reelstate_queue_10.job')).toBe(0)
  })

  it('stay one to one, whatever several instances do to them at once', async () => {
    const instances = Array.from({ length: 3 }, () => open())
    const jobs = Array.from({ length: 9 }, () => exampleJob({ dueAt: Date.now() }))
    await Promise.all(jobs.map((job) => instances[0]?.create(job)))
    const end = Date.now() + 1_500
    let count = 0
    const work = async (store: JobStore, round: number) => {
      // Every other claim is by a clock that is ahead: its jobs leave entries behind, which others find.
      const now = Date.now() + (round % 2) * 100
      for (const job of await store.claim({ now, limit: 1 + (round % 6), leaseMs: 50 })) {
        if (count++ % 5 === 0) continue
        await store.save({ ...job, leaseUntil: 0, dueAt: count % 7 === 0 ? null : Date.now() + (count % 90) })
      }
    }
    const interfere = async (store: JobStore, round: number) => {
      const [job] = await store.get([jobs[round % jobs.length]?.id ?? ''])
      if (job) await store.save({ ...job, dueAt: Date.now() - (round % 50) })
    }
    const loops = instances.flatMap((store) => [work, work, interfere].map((act) => ({ store, act })))
    await Promise.all(
      loops.map(async ({ store, act }) => {
        for (let round = 0; Date.now() < end; round++) await act(store, round)
      }),
    )
    const { rows } = await admin.query(`
      select due_at is not null as due, (select count(*)::int from reelstate_queue_10.job as entry
        where entry.data->>'id' = stored.id and (entry.data->>'revision')::int = stored.revision) as entries
      from reelstate.video_job as stored`)
    expect(rows).toHaveLength(jobs.length)
    for (const { due, entries } of rows) expect(entries).toBe(due ? 1 : 0)
    expect(count).toBeGreaterThan(20)
  })

  it('are passed over by a claim while somebody else has the job, and keep their entry', async () => {
    const store = open()
    const { job } = await store.create(exampleJob({ dueAt: Date.now() }))
    const { job: free } = await store.create(exampleJob({ dueAt: Date.now() }))
    const other = await admin.connect()
    try {
      await other.query('begin')
      await other.query('select from reelstate.video_job where id = $1 for update', [job.id])
      expect((await claimNow(store)).map(({ id }) => id)).toEqual([free.id])
      expect((await claimNow(store)).map(({ id }) => id)).toEqual([])
    } finally {
      await other.query('rollback')
      other.release()
    }
    expect((await claimNow(store)).map(({ id }) => id)).toEqual([job.id])
    expect(await count('reelstate_queue_10.job')).toBe(2)
  })

  it('are found without the entry when somebody has emptied the queue', async () => {
    const store = open()
    const { job } = await store.create(exampleJob({ dueAt: Date.now() - 6_000 }))
    const { job: recent } = await store.create(exampleJob({ dueAt: Date.now() }))
    await admin.query('delete from reelstate_queue_10.job')
    expect((await claimNow(store)).map(({ id }) => id)).toEqual([job.id])
    const later = await store.claim({ now: Date.now() + 6_000, limit: 100, leaseMs: 60_000 })
    expect(later.map(({ id }) => id)).toEqual([recent.id])
  })
})

describe('several instances', () => {
  it('may make the tables at once', async () => {
    const instances = Array.from({ length: 8 }, () => open())
    await Promise.all(instances.map((store) => store.create(exampleJob())))
    expect(await count('reelstate.video_job')).toBe(8)
  })

  it('claim each of 1,000 due jobs once', async () => {
    const instances = Array.from({ length: 4 }, () => open())
    const jobs = Array.from({ length: 1_000 }, (_, index) =>
      exampleJob({ owner: `owner-${index % 16}`, dueAt: Date.now() - index }),
    )
    const [first] = instances
    await Promise.all(jobs.map((job) => first?.create(job)))
    const claimed: string[] = []
    await Promise.all(
      instances.map(async (store) => {
        for (let batch = await claimNow(store, 20); batch.length > 0; batch = await claimNow(store, 20)) {
          claimed.push(...batch.map(({ id }) => id))
        }
      }),
    )
    expect(claimed.sort()).toEqual(jobs.map(({ id }) => id).sort())
  })

  it('with 40 orders at once never let an owner have more than is admitted', async () => {
    const instances = Array.from({ length: 4 }, () => open())
    const limits = {
      since: { day: 0, month: 0 },
      admit: ({ active }: { active: number }) => {
        if (active >= 3) throw new Error('enough')
      },
    }
    const orders = Array.from({ length: 40 }, (_, index) =>
      instances[index % 4]?.create(exampleJob(), limits),
    )
    const outcomes = await Promise.allSettled(orders)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason.message).toBe('enough')
    }
    expect(await count('reelstate.video_job')).toBe(3)
  })

  it('may go from pg-boss 10 to 12, one after the other', async () => {
    const before = open()
    const { connectionString } = postgres
    const after = keep(createPostgresStore({ connectionString }, () => import('pg-boss-12')))
    const jobs = Array.from({ length: 60 }, () => exampleJob({ dueAt: Date.now() - 6_000 }))
    await Promise.all(jobs.map((job, index) => [before, after][index % 2]?.create(job)))
    const claimed: string[] = []
    const drain = async (store: JobStore) => {
      for (let batch = await claimNow(store, 4); batch.length > 0; batch = await claimNow(store, 4)) {
        claimed.push(...batch.map(({ id }) => id))
      }
    }
    await Promise.all([before, after].map(drain))
    expect(claimed.sort()).toEqual(jobs.map(({ id }) => id).sort())

    const { job } = await before.create(exampleJob({ dueAt: Date.now() }))
    await before.close()
    const later = await after.claim({ now: Date.now() + 6_000, limit: 9, leaseMs: 60_000 })
    expect(later.map(({ id }) => id)).toEqual([job.id])
  })
})

describe('a clock that is not the database’s', () => {
  const year = 365 * 86_400_000
  const clocks = [
    ['a year ahead of it', year],
    ['200 ms ahead of it', 200],
    ['200 ms behind it', -200],
    ['a year behind it', -year],
    ['at the beginning of time', 1_000_000 - Date.now()],
  ] as const
  it.each(clocks)('decides what is due, %s', async (_, apart) => {
    const store = open()
    const start = Date.now() + apart
    const at = async (ms: number, limit = 9) => {
      const jobs = await store.claim({ now: start + ms, limit, leaseMs: 60_000 })
      return jobs.map(({ id }) => id)
    }
    for (const ms of [3_000, 1_000, 10_000, 2_000]) {
      await store.create(exampleJob({ id: `vid_${ms}`, dueAt: start + ms }))
    }
    expect(await at(999)).toEqual([])
    expect(await at(1_000)).toEqual(['vid_1000'])
    expect(await at(9_999, 1)).toEqual(['vid_2000'])
    expect(await at(9_999)).toEqual(['vid_3000'])
    expect(await at(9_999)).toEqual([])
    expect(await at(60_999)).toEqual(['vid_10000'])
    expect(await at(61_000)).toEqual(['vid_1000'])
  })
})

describe('a pool of yours', () => {
  it('is used, and left open', async () => {
    const pool = new pg.Pool({ connectionString: postgres.connectionString, max: 1 })
    const store = keep(postgresStore({ pool }))
    const { job } = await store.create(exampleJob())
    const heard: unknown[] = []
    await store.subscribe((change) => heard.push(change))
    await store.save({ ...job, version: 2 })
    for (let wait = 0; heard.length === 0 && wait < 50; wait++) await sleep(100)
    expect(heard).toEqual([{ id: job.id, version: 2 }])
    await store.close()
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await pool.end()
  })
})
