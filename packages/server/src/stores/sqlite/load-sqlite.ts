import { VideoError } from '@reelstate/core/protocol'

export type SqliteValue = string | number | null

/**
 * What is used of an SQLite package. Of its statements only `all`: in libsql 0.5, `get` ignores its values when it comes
 * after an `all`, and adds a field to the row.
 */
export interface SqliteFile {
  exec(sql: string): void
  prepare(sql: string): { all(...values: SqliteValue[]): unknown[] }
  close(): void
}

/** Opens the file at an absolute path. */
export type OpenSqliteFile = (path: string) => SqliteFile

/** Node's own SQLite where it has one, otherwise libsql. */
export const loadSqlite = async (): Promise<OpenSqliteFile> => builtInSqlite() ?? (await libsql())

/** Undefined before Node 22.13. */
export function builtInSqlite(): OpenSqliteFile | undefined {
  const module = process.getBuiltinModule('node:sqlite') as
    | { DatabaseSync: new (path: string) => SqliteFile }
    | undefined
  return module && ((path) => new module.DatabaseSync(path))
}

export async function libsql(): Promise<OpenSqliteFile> {
  // Apps that are bundled where Node has SQLite need not have the package.
  const { default: Libsql } = await import(/* webpackIgnore: true */ 'libsql').catch((cause) => {
    throw new VideoError(
      'invalid_options',
      'sqliteStore needs SQLite: run it on Node 22.13 or later, which has it, or install the package "libsql": npm install libsql',
      { cause },
    )
  })
  return (path) => new Libsql(path)
}
