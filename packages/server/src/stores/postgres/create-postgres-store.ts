import { VideoError } from '@reelstate/core/protocol'
import type { JobStore } from '../../jobs/job-store.js'
import { type ChangeFeed, createChangeFeed } from './change-feed.js'
import { claimJobs } from './claim-jobs.js'
import { type Database, openDatabase, type Run } from './database.js'
import { type BossModule, type JobQueue, startJobQueue } from './job-queue.js'
import { createJobTable } from './job-table.js'
import { migrate } from './migrate.js'
import type { PostgresStoreOptions } from './postgres-store.js'
import { toText } from './storable-text.js'

/** What a store holds once it was used. */
interface Opened {
  database: Database
  queue: JobQueue
  feed: ChangeFeed
}

/** Jobs forgotten in one statement. */
const PRUNE_BATCH = 1_000
/** As long as a statement may take, in ms. */
const CLOSE_TIMEOUT = 10_000

/** Undoes the transaction that it is thrown in. */
class Refused extends Error {
  constructor(readonly outcome: 'conflict' | 'duplicate') {
    super(outcome)
  }
}

export function createPostgresStore(
  options: PostgresStoreOptions,
  importBoss: () => Promise<unknown>,
): JobStore {
  const { schema = 'reelstate' } = options
  checkOptions(options, schema)
  const table = createJobTable(schema)
  let opening: Promise<Opened> | undefined
  let closing: Promise<void> | undefined

  /** Connects at the first call; where that fails, again at the next. */
  async function opened(): Promise<Opened> {
    if (closing) throw new VideoError('invalid_options', 'The store is closed.')
    opening ??= open(options, schema, table.channel, importBoss).catch((thrown) => {
      opening = undefined
      throw thrown
    })
    return opening
  }

  return {
    name: 'postgres',

    async create(job, limits) {
      const { database, queue } = await opened()
      return database.transaction(async (run) => {
        await table.lockOwner(run, job.owner)
        const known = await table.find(run, { owner: job.owner, key: job.key })
        if (known) return { job: known, created: false }
        limits?.admit(await table.usage(run, job.owner, limits.since))
        await table.insert(run, job)
        await queue.put(run, [job])
        return { job: structuredClone(job), created: true }
      })
    },

    async get(ids) {
      const { database } = await opened()
      return table.get(database.run, ids)
    },

    async find(query) {
      const { database } = await opened()
      return table.find(database.run, query)
    },

    async list(query) {
      const { database } = await opened()
      return table.list(database.run, query)
    },

    async save(job, { delivery } = {}) {
      const { database, queue } = await opened()
      const next = { ...job, revision: job.revision + 1 }
      try {
        await database.transaction(async (run) => {
          await queue.drop(run, [job])
          if (!(await table.update(run, next))) throw new Refused('conflict')
          if (delivery !== undefined && !(await remember(run, schema, delivery)))
            throw new Refused('duplicate')
          await queue.put(run, [next])
        })
        return 'saved'
      } catch (thrown) {
        if (thrown instanceof Refused) return thrown.outcome
        throw thrown
      }
    },

    async claim(request) {
      const { database, queue } = await opened()
      return database.transaction((run) => claimJobs(run, table, queue, request))
    },

    async record<T>(name: string, change: (value: T | undefined) => T) {
      const { database } = await opened()
      return database.transaction(async (run) => {
        const [stored] = await run<{ value: string | null }>(
          `insert into ${schema}.record (name) values ($1)
          on conflict (name) do update set name = excluded.name returning value::text as value`,
          [toText(name)],
        )
        const next = change(stored?.value ? JSON.parse(stored.value) : undefined)
        await run(`update ${schema}.record set value = $2 where name = $1`, [
          toText(name),
          JSON.stringify(next),
        ])
        return next
      })
    },

    async subscribe(listener) {
      const { feed } = await opened()
      return feed.subscribe(listener)
    },

    async prune(endedBefore) {
      const { database } = await opened()
      let pruned = 0
      for (;;) {
        const count = await table.prune(database.run, endedBefore, PRUNE_BATCH)
        pruned += count
        if (count < PRUNE_BATCH) break
      }
      await database.run(`delete from ${schema}.delivery where at < $1`, [endedBefore])
      await database.run(
        `delete from ${schema}.record
          where starts_with(name, 'conversation:') and (value->>'usedAt')::float8 < $1`,
        [endedBefore],
      )
      return pruned
    },

    close() {
      closing ??= close(opening)
      return closing
    },
  }
}

/** Remembers a delivery; false when it was remembered before. */
async function remember(run: Run, schema: string, delivery: string): Promise<boolean> {
  const rows = await run(
    `insert into ${schema}.delivery (id, at) values ($1, $2) on conflict do nothing returning 1`,
    [toText(delivery), Date.now()],
  )
  return rows.length === 1
}

async function open(
  options: PostgresStoreOptions,
  schema: string,
  channel: string,
  importBoss: () => Promise<unknown>,
): Promise<Opened> {
  const boss = (await importBoss().catch(() => {
    throw new VideoError('invalid_options', 'The store needs the package "pg-boss": npm install pg pg-boss')
  })) as BossModule
  const database = await openDatabase(options)
  try {
    const queue = await database.exclusively(`${schema} installation`, async () => {
      await migrate(database, schema)
      return startJobQueue(database, schema, boss)
    })
    return { database, queue, feed: createChangeFeed(database.openClient, channel) }
  } catch (thrown) {
    await database.close()
    throw thrown
  }
}

/** Waits for what is under way, but for a server that is heard of no more only so long: it all ends by itself. */
async function close(opening: Promise<Opened> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_TIMEOUT)
  })
  await Promise.race([closeAll(opening), patience]).finally(() => clearTimeout(timer))
}

async function closeAll(opening: Promise<Opened> | undefined): Promise<void> {
  const { feed, queue, database } = (await opening?.catch(() => undefined)) ?? {}
  await feed?.close()
  await queue?.stop()
  await database?.close()
}

function checkOptions({ connectionString, pool }: PostgresStoreOptions, schema: string): void {
  if (!connectionString === !pool) {
    throw new VideoError(
      'invalid_options',
      'postgresStore takes either a "connectionString" or a "pool". Is the variable of the environment set?',
    )
  }
  if (!/^[a-z_][a-z0-9_]{0,39}$/.test(schema)) {
    throw new VideoError(
      'invalid_options',
      `The "schema" has to be of small letters, digits and underscores, at most 40, and is ${JSON.stringify(schema)}.`,
    )
  }
}
