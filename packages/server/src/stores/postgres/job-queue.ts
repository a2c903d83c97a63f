import { createHash } from 'node:crypto'
import type { VideoJobRow } from '../../jobs/video-job.js'
import type { Database, Run } from './database.js'
import { fromText, toText } from './storable-text.js'

/** The rows that are to be looked at, as pg-boss jobs: one entry for each, due when its row is. */
export interface JobQueue {
  /** Adds the entries of rows; a row with nothing left to do has none. */
  put(run: Run, jobs: readonly QueuedRow[]): Promise<void>
  /** Removes the entries made for these revisions, where they are still there. */
  drop(run: Run, entries: readonly QueueEntry[]): Promise<void>
  /** Takes up to `limit` entries that are due by the database's clock, the longest due first; no other instance gets them. */
  take(run: Run, limit: number): Promise<QueueEntry[]>
  stop(): Promise<void>
}

type QueuedRow = Pick<VideoJobRow, 'id' | 'revision' | 'dueAt' | 'leaseUntil'>

/** An entry names the revision that it was made for: once the row has another, it is worth nothing. */
export type QueueEntry = Pick<VideoJobRow, 'id' | 'revision'>

/** When a row may be claimed; null when there is nothing to do. */
export const wakeAt = ({ dueAt, leaseUntil }: Omit<QueuedRow, 'id' | 'revision'>): number | null =>
  dueAt === null ? null : Math.max(dueAt, leaseUntil)

/** The package, as its version 10 and those since 12 export it. */
export type BossModule = { PgBoss: BossClass } | { default: BossClass }
type BossClass = new (options: object) => Boss

interface Boss {
  on(event: 'error', listener: (error: Error) => void): unknown
  start(): Promise<unknown>
  stop(options: { graceful: boolean }): Promise<unknown>
  createQueue(name: string): Promise<unknown>
  insert(...request: unknown[]): Promise<unknown>
  deleteJob(name: string, ids: string[], options: { db: BossDb }): Promise<unknown>
  fetch(name: string, options: { batchSize: number; db: BossDb }): Promise<{ data: unknown }[]>
}

interface BossDb {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
}

const name = 'video-job'

/**
 * Makes pg-boss's tables, or brings them up to date. One instance at a time: pg-boss 10 is not made for more.
 *
 * pg-boss 12 cannot read what 10 left, so each has a schema of its own. Jobs whose entries are in the other's are found
 * by their rows, somewhat later.
 */
export async function startJobQueue(
  database: Database,
  schema: string,
  module: BossModule,
): Promise<JobQueue> {
  const isOld = !('PgBoss' in module)
  const PgBoss = isOld ? module.default : module.PgBoss
  const through = (run: Run): { db: BossDb } => ({
    db: { executeSql: async (text, values) => ({ rows: await run(text, values) }) },
  })
  const boss = new PgBoss({
    ...through(database.run),
    schema: isOld ? `${schema}_queue_10` : `${schema}_queue`,
    // No entry outlives the transaction that takes it, so there is nothing for pg-boss to look after.
    supervise: false,
    schedule: false,
    clock: restfulClock,
  })
  // Whatever fails is also thrown by the call that it happened in.
  boss.on('error', () => {})
  try {
    await boss.start()
    await boss.createQueue(name)
    // pg-boss 12 reads what it has to know of a queue at its first use, on a connection of its own.
    await boss.deleteJob(name, [entryId({ id: '', revision: 0 })], through(database.run))
  } catch (thrown) {
    await boss.stop({ graceful: false }).catch(() => {})
    throw thrown
  }

  return {
    async put(run, jobs) {
      const entries = jobs.flatMap(({ id, revision, ...row }) => {
        const at = wakeAt(row)
        if (at === null) return []
        return {
          id: entryId({ id, revision }),
          name,
          data: { id: toText(id), revision },
          startAfter: new Date(Math.min(Math.max(Math.ceil(at), 0), lastDate)).toISOString(),
          priority: earlierFirst(at),
        }
      })
      if (entries.length === 0) return
      if (isOld) await boss.insert(entries, through(run))
      else await boss.insert(name, entries, through(run))
    },
    async drop(run, entries) {
      if (entries.length > 0) await boss.deleteJob(name, entries.map(entryId), through(run))
    },
    async take(run, limit) {
      const jobs = await boss.fetch(name, { batchSize: limit, ...through(run) })
      return jobs.map(({ data }) => {
        const { id, revision } = data as QueueEntry
        return { id: fromText(id), revision }
      })
    },
    async stop() {
      await boss.stop({ graceful: false })
    },
  }
}

/** The end of the year 9999, the last that PostgreSQL reads as JavaScript writes it. */
const lastDate = 253_402_300_799_999

/** pg-boss hands out by priority, a whole number of 32 bits: the seconds left until 2106. */
const earlierFirst = (at: number): number =>
  2 ** 31 - 1 - Math.min(Math.max(Math.floor(at / 1000), 0), 2 ** 32 - 1)

/** pg-boss wants a UUID. Made from what the entry is for, it need not be remembered. */
function entryId({ id, revision }: QueueEntry): string {
  return createHash('sha256').update(`${revision} ${id}`).digest('hex').slice(0, 32)
}

/** The real time, with timers that keep no process alive. pg-boss 12 takes one; 10 has no timers without its workers. */
const restfulClock = {
  now: () => Date.now(),
  setTimeout: (callback: () => void, ms: number) => setTimeout(callback, ms).unref(),
  clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
  setInterval: (callback: () => void, ms: number) => setInterval(callback, ms).unref(),
  clearInterval: (timer: NodeJS.Timeout) => clearInterval(timer),
}
