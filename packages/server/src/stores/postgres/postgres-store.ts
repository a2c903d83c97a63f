import type { JobStore } from '../../jobs/job-store.js'
import { createPostgresStore } from './create-postgres-store.js'

export interface PostgresStoreOptions {
  /** Such as `postgres://user:password@host:5432/database`. The store then has a pool of ten connections of its own. */
  connectionString?: string | undefined
  /** A pool of yours instead, which `close` leaves open. Give it a `connectionTimeoutMillis`: pg waits for ever without. */
  pool?: PostgresPool | undefined
  /** The schema of its tables; the queue's are in a second one, with `_queue` behind the name. Default: `reelstate`. */
  schema?: string | undefined
}

/** What is needed of a `Pool` of the package `pg`. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
  /** With these the store opens connections of its own: one to listen on, and one while it makes its tables. */
  readonly options: object
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'connect', listener: (client: PostgresClient) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'connect', listener: (client: PostgresClient) => void): unknown
}

/** A connection while it is taken out of a pool. */
export interface PostgresClient {
  query(query: { text: string; values?: unknown[] }): Promise<{ rows: unknown[] }>
  release(error?: Error): void
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
}

/**
 * Jobs in PostgreSQL 13 or later, for any number of instances, with pg-boss as the queue of what is due. Needs the
 * packages `pg` and `pg-boss`: its version 10 on Node 20, 12 on Node 22.12 or later. The two keep their queues apart.
 * While an instance is updated from one to the other, jobs queued by the other are looked at up to five seconds late;
 * afterwards `drop schema reelstate_queue_10 cascade` tidies up.
 *
 * It makes its tables when it is first used, whoever comes first, so its role has to be allowed to create schemas. It
 * works through PgBouncer, in transaction mode too: changes made by other instances are then heard of at the next read.
 *
 * Keep the machines' clocks right with NTP: leases are judged by the clock of the instance that claims. Where clocks are
 * apart no job is lost or ordered twice, but a lease may end that much too early, and its holder is refused from then on.
 *
 * The longest due jobs are claimed first, to the second.
 *
 * Throws a `VideoError` `invalid_options` for options that cannot be right. Methods reject with the same for a wrong
 * password or database or a missing package, and with `unavailable` while the database does not answer, is busy or full,
 * or lets nobody write. Its message is for users; its `cause` is for you, with PostgreSQL's code and what to do about it.
 */
export function postgresStore(options: PostgresStoreOptions): JobStore {
  return createPostgresStore(options, () => import('pg-boss'))
}
