import { VideoError } from '@reelstate/core/protocol'
import type { Database, Run } from './open-database.js'
import { notAJobDatabase } from './sqlite-error.js'

/** Marks the files that are ours: "Reel". */
const APPLICATION_ID = 0x5265656c

/**
 * The steps from an empty file to today's tables. Steps that were published are never changed: a file's version says how
 * many of them it has seen.
 *
 * `job` holds the whole row as JSON, and the columns before it repeat what is searched for. Times may have fractions.
 */
const STEPS: readonly (readonly string[])[] = [
  [
    `create table video_job (
      id text primary key,
      owner text not null,
      key text not null,
      run_id text not null,
      thread_id text not null,
      created_at real not null,
      due_at real,
      lease_until real not null,
      ended_at real,
      seconds real not null,
      cost real not null,
      version integer not null,
      revision integer not null,
      announced integer not null,
      job text not null
    ) strict`,
    'create unique index video_job_key on video_job (owner, key)',
    'create index video_job_run on video_job (owner, run_id, created_at, id)',
    'create index video_job_thread on video_job (owner, thread_id, created_at, id)',
    // Sums of an owner's usage are read from the index alone.
    'create index video_job_owner on video_job (owner, created_at, id, seconds, cost)',
    'create index video_job_active on video_job (owner) where ended_at is null',
    'create index video_job_due on video_job (due_at) where due_at is not null',
    'create index video_job_ended on video_job (ended_at) where ended_at is not null',
    'create index video_job_announced on video_job (announced)',
    // How many changes were ever announced. It outlives the jobs.
    'create table announcements (count integer not null) strict',
    'insert into announcements values (0)',
    'create table delivery (id text primary key, at real not null) strict, without rowid',
    'create index delivery_at on delivery (at)',
    'create table record (name text primary key, value text not null) strict, without rowid',
  ],
]

/** Brings the tables up to date, whoever comes first. `file` is its name, for errors. */
export function migrate({ run, transaction }: Database, file: string): void {
  if (versionOf(run, file) === STEPS.length) return
  transaction(() => {
    // Another process may have been faster.
    for (const step of STEPS.slice(versionOf(run, file))) for (const statement of step) run(statement)
    run(`pragma application_id = ${APPLICATION_ID}`)
    run(`pragma user_version = ${STEPS.length}`)
  })
}

function versionOf(run: Run, file: string): number {
  const [found] = run<{ id: number; version: number; tables: number }>(
    `select application_id as id, user_version as version, (select count(*) from sqlite_master) as tables
    from pragma_application_id, pragma_user_version`,
  )
  const { id = 0, version = 0, tables = 0 } = found ?? {}
  const isNew = id === 0 && version === 0 && tables === 0
  if (id !== APPLICATION_ID && !isNew) throw notAJobDatabase(file)
  if (version > STEPS.length) {
    throw new VideoError(
      'invalid_options',
      `The job database "${file}" was made by a newer version of @reelstate/server: its format is ${version}, and this one knows ${STEPS.length}. Update the package, or give another path.`,
    )
  }
  return version
}
