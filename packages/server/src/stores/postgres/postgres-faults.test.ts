import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JobChange, JobStore } from '../../jobs/job-store.js'
import type { VideoJobRow } from '../../jobs/video-job.js'
import { startPostgres, type TestPostgres } from '../../support/start-postgres.js'
import { exampleJob } from '../conformance/example-job.js'
import { postgresStore } from './postgres-store.js'
import { losing, startPostgresProxy } from './support/start-postgres-proxy.js'

let postgres: TestPostgres
let admin: pg.Pool
let stores: JobStore[]
let children: ChildProcess[]
let proxies: { stop(): Promise<void> }[]

beforeAll(async () => {
  postgres = await startPostgres()
  admin = new pg.Pool({ connectionString: postgres.connectionString })
  admin.on('error', () => {})
})

beforeEach(() => {
  stores = []
  children = []
  proxies = []
})

afterEach(async () => {
  vi.useRealTimers()
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(stores.map((store) => store.close()))
  await Promise.all(proxies.map((proxy) => proxy.stop()))
  await admin.query('delete from reelstate.video_job; delete from reelstate_queue_10.job')
})

afterAll(async () => {
  await admin?.end()
  await postgres?.stop()
})

function open(connectionString = postgres.connectionString): JobStore {
  const store = postgresStore({ connectionString })
  stores.push(store)
  return store
}

/** A store with something in between. */
async function openThrough(passes: Parameters<typeof startPostgresProxy>[1]): Promise<JobStore> {
  const proxy = await startPostgresProxy(postgres.connectionString, passes)
  proxies.push(proxy)
  return open(proxy.connectionString)
}

/** A process that has claimed the only job that is due. */
async function workerWithJob(leaseMs: number, where = 'after'): Promise<ChildProcess> {
  const file = join(import.meta.dirname, 'support', 'claim-in-a-process.ts')
  const args = ['--conditions=@reelstate/source', '--import', 'tsx', file]
  const child = spawn(process.execPath, [...args, postgres.connectionString, `${leaseMs}`, where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', () => reject(new Error('The worker ended by itself.')))
  })
  child.removeAllListeners('exit')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

/** Asks as a worker does, until there is a job. */
async function claimSoon(store: JobStore): Promise<VideoJobRow> {
  for (const giveUpAt = Date.now() + 20_000; ; await sleep(50)) {
    const [job] = await store.claim({ now: Date.now(), limit: 10, leaseMs: 30_000 }).catch(() => [])
    if (job) return job
    if (Date.now() > giveUpAt) throw new Error('Within 20 s there was no job to claim.')
  }
}

const next = (count: number | undefined) => (count ?? 0) + 1

/** A call that waits for a lock, which goes when the call is over, and the process that serves it. */
async function waitingCall(store: JobStore): Promise<{ pid: number; rejected: Promise<void> }> {
  await admin.query('delete from reelstate.record').catch(() => {})
  await store.record('count', next)
  const holder = await admin.connect()
  holder.on('error', () => {})
  await holder.query(`begin; select from reelstate.record for update`)
  const rejected = expect(store.record('count', next))
    .rejects.toMatchObject({ name: 'VideoError', code: 'unavailable' })
    .finally(() => holder.release(true))
  for (;;) {
    const { rows } = await admin.query(
      `select pid from pg_stat_activity where application_name = 'reelstate' and wait_event_type = 'Lock'`,
    )
    if (rows.length > 0) return { pid: rows[0].pid, rejected }
    await sleep(20)
  }
}

describe('a worker that dies', () => {
  it('with a job loses it to another instance within three seconds of its lease', async () => {
    const store = open()
    const { job } = await store.create(exampleJob({ dueAt: Date.now() }))
    await kill(await workerWithJob(1_000))
    const killedAt = Date.now()
    const taken = await claimSoon(store)
    expect(taken).toMatchObject({ id: job.id, fence: 2 })
    expect(Date.now() - killedAt).toBeLessThan(1_000 + 3_000)
  })

  it('in the middle of a claim never had the job', async () => {
    const store = open()
    const { job } = await store.create(exampleJob({ dueAt: Date.now() }))
    await kill(await workerWithJob(60_000, 'in-transaction'))
    const killedAt = Date.now()
    const taken = await claimSoon(store)
    expect(taken).toMatchObject({ id: job.id, fence: 1 })
    expect(Date.now() - killedAt).toBeLessThan(3_000)
  })

  it('or freezes in the middle of a claim keeps the others out for no longer than ten seconds', async () => {
    const store = open()
    const { job } = await store.create(exampleJob({ dueAt: Date.now() }))
    const child = await workerWithJob(60_000, 'in-transaction')
    child.kill('SIGSTOP')
    const frozenAt = Date.now()
    expect(await claimSoon(store)).toMatchObject({ id: job.id, fence: 1 })
    expect(Date.now() - frozenAt).toBeLessThan(13_000)
  })
})

describe('a connection that breaks', () => {
  it('is replaced by the one that listens', async () => {
    const [writer, reader] = [open(), open()]
    let { job } = await writer.create(exampleJob())
    const heard: JobChange[] = []
    await reader.subscribe((change) => heard.push(change))
    const { rowCount } = await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen reelstate_job_changed'`,
    )
    expect(rowCount).toBe(1)
    for (const giveUpAt = Date.now() + 10_000; heard.length === 0; await sleep(100)) {
      expect(Date.now()).toBeLessThan(giveUpAt)
      expect(await writer.save({ ...job, version: job.version + 1 })).toBe('saved')
      job = { ...job, version: job.version + 1, revision: job.revision + 1 }
    }
    expect(heard[0]?.id).toBe(job.id)
  })

  it('costs the call that was using it, and no other', async () => {
    const store = open()
    const { pid, rejected } = await waitingCall(store)
    await admin.query('select pg_terminate_backend($1)', [pid])
    await rejected
    expect(await store.record('count', next)).toBe(2)
  })
})

describe('a session that PostgreSQL ends as soon as it has let it in', () => {
  /** As it is written on the wire: a kind, a length, and what is said. */
  const fields = ['SFATAL', 'VFATAL', 'C57P01', 'Mterminating connection', '']
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''))
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  const farewell = Buffer.concat([Buffer.from('E'), length, body])
  const welcome = Buffer.from('Z\0\0\0\x05I')

  it('costs the call that was to use it, and not the process', async () => {
    let isEnding = false
    const store = await openThrough({
      toClient(data) {
        if (!isEnding || !data.includes('server_version') || !data.subarray(-6).equals(welcome)) return data
        isEnding = false
        return Buffer.concat([data, farewell])
      },
    })
    await store.get([])
    isEnding = true
    // More at once than there are connections.
    const calls = await Promise.allSettled([1, 2, 3].map(() => store.get(['x'])))
    expect(isEnding).toBe(false)
    const [lost, ...more] = calls.flatMap((call) => (call.status === 'rejected' ? [call.reason] : []))
    expect(lost).toMatchObject({ name: 'VideoError', code: 'unavailable' })
    expect(more).toEqual([])
  })
})

describe('a connection that gets no answer to LISTEN', () => {
  it('is given up after five seconds, and holds up neither another try nor the end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { toServer, lost } = losing('listen reelstate')
    const store = await openThrough({ toServer })
    const refused = expect(store.subscribe(() => {})).rejects.toMatchObject({ code: 'unavailable' })
    await lost
    await vi.advanceTimersByTimeAsync(5_000)
    await refused
    vi.useRealTimers()
    await store.subscribe(() => {})
    await store.close()
  })
})

describe('a PostgreSQL that crashes', () => {
  it('costs the calls under way, and is used again once it has recovered', async () => {
    const store = open()
    const { pid, rejected } = await waitingCall(store)
    // The server ends every session when one of them dies like this, and starts anew.
    process.kill(pid, 'SIGKILL')
    await rejected
    for (const giveUpAt = Date.now() + 15_000; ; await sleep(100)) {
      const count = await store.record('count', next).catch(() => undefined)
      if (count !== undefined) return expect(count).toBe(2)
      expect(Date.now()).toBeLessThan(giveUpAt)
    }
  })
})

describe('a PostgreSQL that restarts', () => {
  it('is used again as soon as it is back, with nothing lost', async () => {
    const [one, other] = [open(), open()]
    const { job: held } = await one.create(exampleJob({ dueAt: Date.now() }))
    await one.claim({ now: Date.now(), limit: 1, leaseMs: 1 })
    const heard: JobChange[] = []
    await other.subscribe((change) => heard.push(change))

    const created: string[] = []
    const errors: unknown[] = []
    let isOver = false
    const writing = (async () => {
      while (!isOver) {
        await one.create(exampleJob()).then(
          ({ job }) => created.push(job.id),
          (error) => errors.push(error),
        )
      }
    })()
    await sleep(200)
    await postgres.restart()
    await sleep(200)
    isOver = true
    await writing

    for (const error of errors) expect(error).toMatchObject({ name: 'VideoError', code: 'unavailable' })
    expect(await other.get(created)).toHaveLength(created.length)
    expect((await claimSoon(other)).id).toBe(held.id)
    let [job] = await one.get(created.slice(-1))
    for (const giveUpAt = Date.now() + 15_000; heard.length === 0; await sleep(100)) {
      expect(Date.now()).toBeLessThan(giveUpAt)
      job = job && { ...job, version: job.version + 1 }
      if (job && (await one.save(job)) === 'saved') job = { ...job, revision: job.revision + 1 }
    }
  })
})
