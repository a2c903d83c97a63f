import { VideoError } from '@reelstate/core/protocol'
import { type Database, installTimeoutMs } from './database.js'

/**
 * How the tables came to be, in order. What was released stays as it is; new versions are added behind, and only add to
 * what is there, because instances of the version before are still at work while the first new one starts.
 *
 * `job` is the row, and the only truth; the columns beside it are what it is found by. Times are ms since the epoch.
 */
const versions = (schema: string): string[] => [
  `
  create table ${schema}.video_job (
    id text collate "C" primary key,
    owner text not null,
    key text not null,
    run_id text not null,
    thread_id text not null,
    created_at double precision not null,
    ended_at double precision,
    due_at double precision,
    lease_until double precision not null,
    wake_at double precision generated always as
      (case when due_at is not null then greatest(due_at, lease_until) end) stored,
    revision integer not null,
    version integer not null,
    seconds double precision not null,
    cost double precision not null,
    job json not null,
    unique (owner, key)
  );
  create index video_job_newest on ${schema}.video_job (owner, created_at, id);
  create index video_job_run on ${schema}.video_job (owner, run_id);
  create index video_job_thread on ${schema}.video_job (owner, thread_id);
  create index video_job_active on ${schema}.video_job (owner) where ended_at is null;
  create index video_job_ended on ${schema}.video_job (ended_at) where ended_at is not null;
  create index video_job_wake on ${schema}.video_job (wake_at) where wake_at is not null;
  create table ${schema}.delivery (id text primary key, at double precision not null);
  create index delivery_at on ${schema}.delivery (at);
  create table ${schema}.record (name text primary key, value json);
  `,
]

/** Brings the store's tables up to date. One instance at a time. */
export async function migrate(database: Database, schema: string): Promise<void> {
  const [server] = await database.run<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  )
  if (server && server.version < 130_000) {
    throw new VideoError(
      'invalid_options',
      `The store needs PostgreSQL 13 or later, and this is ${Math.floor(server.version / 10_000)}.`,
    )
  }
  const steps = versions(schema)
  const done = await versionOf(database, schema)
  if (done >= steps.length) return
  await database.transaction(
    async (run) => {
      if (done === 0) {
        await run(`create schema if not exists ${schema}`)
        await run(`create table ${schema}.migration (version integer primary key, at timestamptz not null)`)
      }
      for (const [index, step] of steps.entries()) {
        if (index < done) continue
        await run(step)
        await run(`insert into ${schema}.migration values ($1, now())`, [index + 1])
      }
    },
    { timeoutMs: installTimeoutMs },
  )
}

async function versionOf({ run }: Database, schema: string): Promise<number> {
  const [table] = await run<{ exists: boolean }>('select to_regclass($1) is not null as exists', [
    `${schema}.migration`,
  ])
  if (!table?.exists) return 0
  const [row] = await run<{ version: number }>(`select max(version) as version from ${schema}.migration`)
  return row?.version ?? 0
}
