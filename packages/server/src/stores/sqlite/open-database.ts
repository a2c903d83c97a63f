import { VideoError } from '@reelstate/core/protocol'
import type { OpenSqliteFile, SqliteFile, SqliteValue } from './load-sqlite.js'

/** Runs a statement, and returns its rows. */
export type Run = <Row>(sql: string, ...values: SqliteValue[]) => Row[]

/** An open database. Whatever it does is done when it returns, and holds this process up that long. */
export interface Database {
  run: Run
  /** Stored together, or not at all when `work` throws: that is thrown again. Other processes that write wait. */
  transaction<T>(work: () => T): T
  /** A part of a transaction that may fail on its own: what it threw is undone. Throws where all of it is lost. */
  attempt<T>(work: () => T): { value: T } | { thrown: unknown }
  close(): void
}

/**
 * How long this process is held up when another has the lock, in ms. Transactions take less than one; who waits longer
 * waits in a way that holds nothing up.
 */
const BUSY_TIMEOUT = 50

/** Opens the file, and makes it where it is missing. Whoever opens it first sets it up; others at the same time wait. */
export async function openDatabase(path: string, openFile: OpenSqliteFile): Promise<Database> {
  await makeFile(path)
  const file = openFile(path)
  try {
    file.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}`)
    const [journal] = file.prepare('pragma journal_mode = wal').all() as { journal_mode: string }[]
    if (journal?.journal_mode !== 'wal') {
      throw new VideoError(
        'invalid_options',
        'The job database cannot be shared between processes where it lies. Give a path on a local disk.',
      )
    }
    // A commit that was answered is on the disk.
    file.exec('pragma synchronous = full')
  } catch (thrown) {
    file.close()
    throw thrown
  }
  return toDatabase(file)
}

/** SQLite gives the files beside it the same rights. */
async function makeFile(path: string): Promise<void> {
  const { mkdir, open } = await import('node:fs/promises')
  const { basename, dirname } = await import('node:path')
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const file = await open(path, 'a', 0o600)
    await file.close()
  } catch (cause) {
    throw new VideoError(
      'invalid_options',
      `The job database "${basename(path)}" cannot be opened (${(cause as { code?: string }).code}). Give sqliteStore the path of a file that this process may write, in a folder that it may write.`,
      { cause },
    )
  }
}

function toDatabase(file: SqliteFile): Database {
  const statements = new Map<string, ReturnType<SqliteFile['prepare']>>()

  const run: Run = <Row>(sql: string, ...values: SqliteValue[]) => {
    const statement = statements.get(sql) ?? file.prepare(sql)
    statements.set(sql, statement)
    return statement.all(...values) as Row[]
  }

  return {
    run,
    transaction(work) {
      run('begin immediate')
      try {
        const result = work()
        run('commit')
        return result
      } catch (thrown) {
        try {
          run('rollback')
        } catch {
          // After some failures SQLite has rolled back by itself.
        }
        throw thrown
      }
    },
    attempt(work) {
      run('savepoint attempt')
      try {
        const value = work()
        run('release attempt')
        return { value }
      } catch (thrown) {
        try {
          run('rollback to attempt')
          run('release attempt')
        } catch {
          throw thrown
        }
        return { thrown }
      }
    },
    close() {
      try {
        // What is still in the file beside it goes into the database, which may then be copied as one file.
        run('pragma wal_checkpoint(truncate)')
      } catch {
        // It goes there when the database is opened the next time.
      }
      file.close()
    },
  }
}
