import { VideoError } from '@reelstate/core/protocol'
import type { Client } from 'pg'
import type { PostgresClient, PostgresPool, PostgresStoreOptions } from './postgres-store.js'
import { toInstallError, toStoreError } from './store-error.js'

/** Runs a statement, and resolves with its rows. */
export type Run = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>

export interface Database {
  /** Runs a statement of its own. */
  run: Run
  /** Runs statements that are stored together, or not at all when `work` throws. What `work` throws is thrown again. */
  transaction<T>(work: (run: Run) => Promise<T>, options?: { timeoutMs?: number }): Promise<T>
  /**
   * Runs `work` while no other instance does under this name, with a connection of its own meanwhile. Rejects with
   * `unavailable` when another one is at it for longer than ten seconds.
   */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>
  /** A connection outside of the pool, not connected yet. */
  openClient(): Client
  /** Ends the pool, where it is the store's own. */
  close(): Promise<void>
}

const connectTimeoutMs = 10_000
const statementTimeoutMs = 10_000
/** Making tables may mean to build an index on a large one. */
export const installTimeoutMs = 600_000

/** Connects to nothing yet. */
export async function openDatabase({ connectionString, pool }: PostgresStoreOptions): Promise<Database> {
  const { default: pg } = await import('pg').catch(() => {
    throw new VideoError('invalid_options', 'The store needs the package "pg": npm install pg pg-boss')
  })
  const config = {
    connectionString,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: 'reelstate',
  }
  const ownPool = pool ? undefined : new pg.Pool({ ...config, max: 10, allowExitOnIdle: true })
  const connections: PostgresPool = pool ?? (ownPool as PostgresPool)
  // The next statement fails on a connection that broke, or gets another; without a listener the process would end.
  const ignore = () => {}
  connections.on('error', ignore)
  // From its first moment: PostgreSQL may end a session in the same breath in which it lets it in.
  const listenToNew = (client: PostgresClient) => void client.on('error', ignore)
  connections.on('connect', listenToNew)

  function openClient(): Client {
    try {
      return new pg.Client(pool ? pool.options : config)
    } catch (thrown) {
      throw toStoreError(thrown)
    }
  }

  async function connect(): Promise<PostgresClient> {
    try {
      return await connections.connect()
    } catch (thrown) {
      throw toStoreError(thrown)
    }
  }

  /** Lends a connection to `use`. After a statement that failed nobody gets it again: who knows what state it is in. */
  async function withConnection<T>(use: (run: Run) => Promise<T>, timeoutMs: number): Promise<T> {
    const client = await connect()
    client.on('error', ignore)
    let failure: Error | undefined
    async function run<Row>(text: string, values?: readonly unknown[]): Promise<Row[]> {
      // Also where the failure was swallowed, as the queue's library does: half of a transaction is never committed.
      if (failure) throw failure
      try {
        return await query<Row>(client, text, values, timeoutMs)
      } catch (thrown) {
        failure = toStoreError(thrown)
        throw failure
      }
    }
    try {
      return await use(run)
    } finally {
      client.off('error', ignore)
      client.release(failure)
    }
  }

  return {
    run: (text, values) => withConnection((run) => run(text, values), statementTimeoutMs),
    transaction(work, { timeoutMs = statementTimeoutMs } = {}) {
      return withConnection(async (run) => {
        // A process that freezes in here loses the transaction, and with it the locks that others wait for.
        await run(
          `begin isolation level read committed; set local statement_timeout = ${timeoutMs};
          set local idle_in_transaction_session_timeout = ${timeoutMs}`,
        )
        try {
          const result = await work(run)
          await run('commit')
          return result
        } catch (thrown) {
          await run('rollback').catch(() => {})
          throw thrown
        }
      }, timeoutMs)
    },
    async exclusively(name, work) {
      const client = openClient()
      client.on('error', ignore)
      try {
        await client.connect()
        // A lock of the transaction: through PgBouncer others have the same session. It goes with the connection.
        await query(
          client,
          `begin; set local lock_timeout = ${statementTimeoutMs}; set local statement_timeout = ${installTimeoutMs};
          set local idle_in_transaction_session_timeout = ${installTimeoutMs}`,
          undefined,
          statementTimeoutMs,
        )
        const lock = 'select pg_advisory_xact_lock(hashtextextended($1, 0))'
        await query(client, lock, [name], statementTimeoutMs)
      } catch (thrown) {
        void client.end().catch(ignore)
        throw toInstallError(thrown, name)
      }
      try {
        return await work()
      } finally {
        void client.end().catch(ignore)
      }
    },
    openClient,
    async close() {
      pool?.off('error', ignore)
      pool?.off('connect', listenToNew)
      await ownPool?.end()
    },
  }
}

async function query<Row>(
  client: Pick<PostgresClient, 'query'>,
  text: string,
  values: readonly unknown[] | undefined,
  timeoutMs: number,
): Promise<Row[]> {
  // The server ends what takes too long; this is for a server that is heard of no more.
  const config = { text, query_timeout: timeoutMs + 5_000, ...(values && { values: [...values] }) }
  const { rows } = await client.query(config)
  return rows as Row[]
}
