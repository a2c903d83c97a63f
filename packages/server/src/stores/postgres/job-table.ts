import type { JobQuery, JobStore, OwnerUsage, UsageSince } from '../../jobs/job-store.js'
import type { VideoJobRow } from '../../jobs/video-job.js'
import type { Run } from './database.js'
import { toText } from './storable-text.js'

/** The statements about jobs. Each is run by whoever is given: the pool, or a transaction. */
export type JobTable = ReturnType<typeof createJobTable>

interface Stored {
  job: string
}

const toJobs = (rows: readonly Stored[]): VideoJobRow[] => rows.map(({ job }) => JSON.parse(job))

export function createJobTable(schema: string) {
  const table = `${schema}.video_job`
  const channel = `${schema}_job_changed`

  async function select(run: Run, rest: string, values: readonly unknown[]): Promise<VideoJobRow[]> {
    return toJobs(await run<Stored>(`select job::text as job from ${table} ${rest}`, values))
  }

  return {
    /** Where changes are announced, as `<id>:<version>`. */
    channel,

    get: (run: Run, ids: readonly string[]) => select(run, 'where id = any($1)', [ids.map(toText)]),

    async find(run: Run, query: JobQuery): Promise<VideoJobRow | undefined> {
      const [column, value] =
        'key' in query
          ? ['key', query.key]
          : 'runId' in query
            ? ['run_id', query.runId]
            : ['thread_id', query.threadId]
      const [job] = await select(
        run,
        `where owner = $1 and ${column} = $2 order by created_at desc, id desc limit 1`,
        [toText(query.owner), toText(value)],
      )
      return job
    },

    list(run: Run, { owner, limit, before }: Parameters<JobStore['list']>[0]): Promise<VideoJobRow[]> {
      const after = before ? [before.createdAt, toText(before.id)] : []
      return select(
        run,
        `where owner = $1 ${before ? 'and (created_at, id) < ($3, $4)' : ''}
        order by created_at desc, id desc limit $2`,
        [toText(owner), limit, ...after],
      )
    },

    /** Lets one transaction at a time add jobs of this owner. */
    async lockOwner(run: Run, owner: string): Promise<void> {
      await run('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${schema} owner ${toText(owner)}`])
    },

    async usage(run: Run, owner: string, since: UsageSince): Promise<OwnerUsage> {
      const [usage] = await run<
        Record<'active' | 'daySeconds' | 'dayCost' | 'monthSeconds' | 'monthCost', number>
      >(
        `select count(*) filter (where ended_at is null)::int as active,
          coalesce(sum(seconds) filter (where created_at >= $2), 0) as "daySeconds",
          coalesce(sum(cost) filter (where created_at >= $2), 0) as "dayCost",
          coalesce(sum(seconds) filter (where created_at >= $3), 0) as "monthSeconds",
          coalesce(sum(cost) filter (where created_at >= $3), 0) as "monthCost"
        from ${table} where owner = $1 and (ended_at is null or created_at >= least($2, $3))`,
        [toText(owner), since.day, since.month],
      )
      const { active = 0, daySeconds = 0, dayCost = 0, monthSeconds = 0, monthCost = 0 } = usage ?? {}
      return {
        active,
        day: { seconds: daySeconds, cost: dayCost },
        month: { seconds: monthSeconds, cost: monthCost },
      }
    },

    async insert(run: Run, job: VideoJobRow): Promise<void> {
      const names = [job.id, job.owner, job.key, job.runId, job.threadId].map(toText)
      await run(
        `insert into ${table} (id, owner, key, run_id, thread_id, created_at, revision, ended_at, due_at, lease_until,
          version, seconds, cost, job)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
        [...names, job.createdAt, job.revision, ...changing(job)],
      )
    },

    /** Stores a job in place of its revision before, and announces it where its version rose. False: there is none. */
    async update(run: Run, job: VideoJobRow): Promise<boolean> {
      const id = toText(job.id)
      // In what an update returns, a query still sees the row as it was.
      const rows = await run(
        `update ${table} set revision = $2, ended_at = $3, due_at = $4, lease_until = $5, version = $6, seconds = $7,
          cost = $8, job = $9
        where id = $1 and revision = $2 - 1
        returning case when (select version from ${table} where id = $1) <> $6 then pg_notify($10, $11) end`,
        [id, job.revision, ...changing(job), channel, `${id}:${job.version}`],
      )
      return rows.length === 1
    },

    /** Those of the jobs that nobody else has locked; they stay as they are until the end of the transaction. */
    lock: (run: Run, ids: readonly string[]) =>
      select(run, 'where id = any($1) for update skip locked', [ids.map(toText)]),

    /**
     * Jobs that may be claimed `now` and that no entry of the queue led to, locked; none of `known`. Such are jobs due
     * only by a clock that is ahead of the database's, whose entries are not handed out yet, and with `graceMs` over, jobs
     * whose entry is gone: somebody emptied the queue.
     */
    lockOverlooked(
      run: Run,
      {
        now,
        graceMs,
        limit,
        known,
      }: { now: number; graceMs: number; limit: number; known: readonly VideoJobRow[] },
    ): Promise<VideoJobRow[]> {
      return select(
        run,
        `where wake_at <= $1 and (wake_at <= $2 or wake_at > extract(epoch from now())::float8 * 1000 - 1)
          and id <> all($3) order by wake_at limit $4 for update skip locked`,
        [now, now - graceMs, known.map(({ id }) => toText(id)), limit],
      )
    },

    /** Stores what a claim changes. */
    async updateClaimed(run: Run, jobs: readonly VideoJobRow[]): Promise<void> {
      await run(
        `update ${table} as stored set revision = claimed.revision, lease_until = claimed.lease_until,
          job = claimed.job::json
        from unnest($1::text[], $2::int[], $3::float8[], $4::text[]) as claimed (id, revision, lease_until, job)
        where stored.id = claimed.id`,
        [
          jobs.map(({ id }) => toText(id)),
          jobs.map(({ revision }) => revision),
          jobs.map(({ leaseUntil }) => leaseUntil),
          jobs.map((job) => JSON.stringify(job)),
        ],
      )
    },

    /** Removes up to `limit` jobs that ended before; returns how many. */
    async prune(run: Run, endedBefore: number, limit: number): Promise<number> {
      const rows = await run(
        `delete from ${table} where id in
          (select id from ${table} where ended_at < $1 limit $2 for update skip locked) returning 1`,
        [endedBefore, limit],
      )
      return rows.length
    },
  }
}

const changing = (job: VideoJobRow): unknown[] => [
  job.endedAt ?? null,
  job.dueAt,
  job.leaseUntil,
  job.version,
  job.seconds,
  job.cost,
  JSON.stringify(job),
]
