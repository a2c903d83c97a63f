import { VideoError } from '@reelstate/core/protocol'
import { visible } from './job-view.js'
import { eventJob, type JobsContext } from './jobs-context.js'
import { isTerminal, type VideoJobRow } from './video-job.js'

/** A step of a job's life: the row as it should be, or `undefined` to leave it alone. Pure: it may run again. */
export type Step = (job: VideoJobRow) => VideoJobRow | undefined

export interface ChangeOptions {
  /** Only while this claim holds. */
  fence?: number | undefined
  /** A delivery that counts once. */
  delivery?: string | undefined
}

/** Another worker has taken the job over, because this one was silent for longer than its lease. */
export class LostClaim extends Error {}

/**
 * Takes a step on the job as it is stored now, whoever else changes it meanwhile. Returns the job afterwards. Every
 * change of every job goes through here, so here is what always holds: an end is never left, the version rises exactly
 * with what readers see, and a state that was entered is told once.
 */
export async function changeJob(
  context: JobsContext,
  read: VideoJobRow,
  step: Step,
  { fence, delivery }: ChangeOptions = {},
): Promise<VideoJobRow> {
  let job = read
  for (;;) {
    const next = step(job)
    if (!next || (isTerminal(job) && visible(next) !== visible(job))) return job
    if (visible(next) !== visible(job)) {
      next.version = job.version + 1
      next.updatedAt = context.clock.now()
    }
    const outcome = await context.store.save(next, { delivery })
    if (outcome === 'saved') {
      tellState(context, job, next)
      if (next.dueAt !== null) context.wake(next.dueAt)
      return { ...next, revision: next.revision + 1 }
    }
    if (outcome === 'duplicate') return job
    job = await reread(context, job.id)
    if (fence !== undefined && job.fence !== fence) throw new LostClaim()
  }
}

async function reread({ store }: JobsContext, id: string): Promise<VideoJobRow> {
  const [job] = await store.get([id])
  if (job) return job
  throw new VideoError('not_found', 'The job is no longer stored.', { jobId: id })
}

function tellState({ tell, clock }: JobsContext, before: VideoJobRow, after: VideoJobRow): void {
  // An order that is given up stays `unknown`, and has an end all the same.
  if (before.state === after.state && before.error?.code === after.error?.code) return
  tell({
    name: 'job.state',
    ...eventJob(after),
    from: before.state,
    to: after.state,
    ageMs: clock.now() - after.createdAt,
    ...(after.error && { code: after.error.code }),
  })
}
