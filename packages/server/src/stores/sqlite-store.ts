import type { JobStore } from '../jobs/job-store.js'
import { createSqliteStore } from './sqlite/create-sqlite-store.js'
import { loadSqlite } from './sqlite/load-sqlite.js'

export interface SqliteStoreOptions {
  /**
   * Of the database file, such as `./data/jobs.db`, on a local disk: SQLite cannot share it over a network. It is made,
   * readable by its owner only, when it is not there yet, and so are its folders. Keep its `-wal` and `-shm` files with it.
   */
  path: string
}

/**
 * Jobs in an SQLite file: nothing to set up, for any number of processes of one machine. What was stored stays stored
 * when the process or the machine dies the next moment. Changes made by another process are looked for every 250 ms.
 *
 * Uses Node's own SQLite (Node 22.13 or later; 22 prints that it is experimental), otherwise the package `libsql`, which
 * brings its binary along. The file is opened when the store is first used.
 *
 * Throws a `VideoError` `invalid_options` for a path that cannot be right. Methods reject with the same when neither SQLite
 * is there, or the file cannot be opened, is no job database or was made by a newer version; with `unavailable` when the
 * disk is full or fails, or another process keeps the file locked for ten seconds.
 */
export function sqliteStore(options: SqliteStoreOptions): JobStore {
  return createSqliteStore(options, loadSqlite)
}
