import type { JobStore } from '../../jobs/job-store.js'
import type { VideoJobRow } from '../../jobs/video-job.js'
import type { Run } from './database.js'
import { type JobQueue, type QueueEntry, wakeAt } from './job-queue.js'
import type { JobTable } from './job-table.js'

/** How long a job may be due before its entry in the queue counts as lost, in ms. */
const LOST_AFTER = 5_000

/**
 * Takes entries out of the queue and, under the locks of their rows, the jobs that they stand for. All of it is one
 * transaction: either the jobs have a new fence and lease, and entries for the end of that lease, or nothing happened. So
 * there is no moment at which a worker can die with a job that nobody would find.
 *
 * A claim waits for nobody, so it can be part of no deadlock: what somebody else has is passed over. It has to be, because
 * two claims may hold an entry each of the same two jobs, where one of those entries is left over.
 */
export async function claimJobs(
  run: Run,
  table: JobTable,
  queue: JobQueue,
  { now, limit, leaseMs }: Parameters<JobStore['claim']>[0],
): Promise<VideoJobRow[]> {
  const taken: QueueEntry[] = []
  const due: VideoJobRow[] = []
  /** Due by the database's clock, and not yet by this one: their entries go back. */
  const early: VideoJobRow[] = []
  /** Somebody else has these for the moment: their entries go back too. */
  const busy: VideoJobRow[] = []
  for (let wanted = limit; wanted > 0; wanted = limit - due.length) {
    const entries = await queue.take(run, wanted)
    taken.push(...entries)
    // Of a job that was claimed without its entry, that entry is left over.
    const isMeant = (job: VideoJobRow) =>
      entries.some(({ id, revision }) => id === job.id && revision === job.revision)
    const { locked, passed } = await lockJobs(run, table, entries)
    for (const job of locked.filter(isMeant)) {
      if (isDue(job, now)) due.push(job)
      else early.push(job)
    }
    busy.push(...passed.filter(isMeant))
    if (entries.length < wanted || early.length > 0) break
  }
  if (due.length < limit) {
    const graceMs = early.length > 0 ? 0 : LOST_AFTER
    due.push(...(await table.lockOverlooked(run, { now, graceMs, limit: limit - due.length, known: due })))
  }
  const claimed = due.map((job) => ({
    ...job,
    fence: job.fence + 1,
    revision: job.revision + 1,
    leaseUntil: now + leaseMs,
  }))
  if (claimed.length > 0) await table.updateClaimed(run, claimed)
  await queue.drop(run, taken)
  await queue.put(run, [...claimed, ...early, ...busy])
  return claimed.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
}

/** Locks the jobs of these entries that nobody else has; `passed` are the others, as they are stored. */
async function lockJobs(run: Run, table: JobTable, entries: readonly QueueEntry[]) {
  const ids = [...new Set(entries.map(({ id }) => id))]
  const locked = ids.length > 0 ? await table.lock(run, ids) : []
  const others = ids.filter((id) => !locked.some((job) => job.id === id))
  return { locked, passed: others.length > 0 ? await table.get(run, others) : [] }
}

function isDue(job: VideoJobRow, now: number): boolean {
  const at = wakeAt(job)
  return at !== null && at <= now
}
