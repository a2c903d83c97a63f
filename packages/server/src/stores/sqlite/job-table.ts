import type { JobQuery, JobStore, OwnerUsage, UsageSince } from '../../jobs/job-store.js'
import type { VideoJobRow } from '../../jobs/video-job.js'
import type { SqliteValue } from './load-sqlite.js'
import type { Run } from './open-database.js'

/**
 * Text for a column. SQLite's text ends at NUL and has one character for all halves of surrogate pairs; JSON's escapes
 * stand in for them, so that two texts never become the same one.
 */
export const toText = (value: string): string => JSON.stringify(value).slice(1, -1)

export const fromText = (text: string): string => JSON.parse(`"${text}"`)

interface Stored {
  job: string
}
const toJob = ({ job }: Stored): VideoJobRow => JSON.parse(job)

const COLUMNS = [
  'due_at',
  'lease_until',
  'ended_at',
  'seconds',
  'cost',
  'version',
  'revision',
  'announced',
  'job',
]
const IDENTITY = ['id', 'owner', 'key', 'run_id', 'thread_id', 'created_at']

const INSERT = `insert into video_job (${[...IDENTITY, ...COLUMNS]}) values (${[...IDENTITY, ...COLUMNS].map(() => '?')})`
const UPDATE = `update video_job set ${COLUMNS.map((column) => `${column} = ?`)} where id = ?`

const valuesOf = (job: VideoJobRow, announced: number): SqliteValue[] => [
  job.dueAt,
  job.leaseUntil,
  job.endedAt ?? null,
  job.seconds,
  job.cost,
  job.version,
  job.revision,
  announced,
  JSON.stringify(job),
]

export function insertJob(run: Run, job: VideoJobRow): void {
  const identity = [job.id, job.owner, job.key, job.runId, job.threadId].map(toText)
  run(INSERT, ...identity, job.createdAt, ...valuesOf(job, 0))
}

/** What a write of a job is judged by. */
export interface Head {
  version: number
  revision: number
  /** The number of its last announcement. */
  announced: number
}

export function headOf(run: Run, id: string): Head | undefined {
  return run<Head>('select version, revision, announced from video_job where id = ?', toText(id))[0]
}

export function updateJob(run: Run, job: VideoJobRow, announced: number): void {
  run(UPDATE, ...valuesOf(job, announced), toText(job.id))
}

export function getJobs(run: Run, ids: readonly string[]): VideoJobRow[] {
  const wanted = JSON.stringify(ids.map(toText))
  return run<Stored>('select job from video_job where id in (select value from json_each(?))', wanted).map(
    toJob,
  )
}

export function findJob(run: Run, query: JobQuery): VideoJobRow | undefined {
  const [column, value] =
    'key' in query
      ? ['key', query.key]
      : 'runId' in query
        ? ['run_id', query.runId]
        : ['thread_id', query.threadId]
  const [found] = run<Stored>(
    `select job from video_job where owner = ? and ${column} = ? order by created_at desc, id desc limit 1`,
    toText(query.owner),
    toText(value),
  )
  return found && toJob(found)
}

export function listJobs(run: Run, { owner, limit, before }: Parameters<JobStore['list']>[0]): VideoJobRow[] {
  const newestFirst = 'order by created_at desc, id desc limit ?'
  const rows = before
    ? run<Stored>(
        `select job from video_job where owner = ? and (created_at, id) < (?, ?) ${newestFirst}`,
        toText(owner),
        before.createdAt,
        toText(before.id),
        limit,
      )
    : run<Stored>(`select job from video_job where owner = ? ${newestFirst}`, toText(owner), limit)
  return rows.map(toJob)
}

export function usageOf(run: Run, owner: string, since: UsageSince): OwnerUsage {
  const name = toText(owner)
  const sums = (from: number) =>
    run<OwnerUsage['day']>(
      'select total(seconds) as seconds, total(cost) as cost from video_job where owner = ? and created_at >= ?',
      name,
      from,
    )[0] ?? { seconds: 0, cost: 0 }
  const [count] = run<{ active: number }>(
    'select count(*) as active from video_job where owner = ? and ended_at is null',
    name,
  )
  return { active: count?.active ?? 0, day: sums(since.day), month: sums(since.month) }
}

/** Leases what is due to the caller. */
export function claimJobs(
  run: Run,
  { now, limit, leaseMs }: Parameters<JobStore['claim']>[0],
): VideoJobRow[] {
  const due = run<Stored & Head>(
    'select job, announced from video_job where due_at <= ? and lease_until <= ? order by due_at limit ?',
    now,
    now,
    limit,
  )
  return due.map((found) => {
    const job = toJob(found)
    const claimed = { ...job, fence: job.fence + 1, revision: job.revision + 1, leaseUntil: now + leaseMs }
    updateJob(run, claimed, found.announced)
    return claimed
  })
}

/** Returns how many were forgotten: `limit` when there may be more. */
export function forgetJobs(run: Run, endedBefore: number, limit: number): number {
  return run(
    'delete from video_job where id in (select id from video_job where ended_at < ? limit ?) returning 1',
    endedBefore,
    limit,
  ).length
}
