import { changeJob, LostClaim, type Step } from './change-job.js'
import type { JobsContext } from './jobs-context.js'
import type { VideoJobRow } from './video-job.js'

/** A job while this worker has it. */
export interface HeldJob {
  /** As it was last read or written here. */
  readonly job: VideoJobRow
  /** Aborts when the worker stops, or has lost the job to another. */
  readonly signal: AbortSignal
  /** Takes a step and keeps the job. Rejects with `LostClaim` once another worker has it. */
  change(step: Step): Promise<VideoJobRow>
  /** Takes a step, and gives the job back: others may claim it when it is due. */
  release(step: Step): Promise<VideoJobRow>
}

/**
 * Runs a tick of a job that was claimed. Its lease is renewed meanwhile, so a call to a slow provider is not taken for a
 * dead worker.
 */
export async function holdJob(
  context: JobsContext,
  claimed: VideoJobRow,
  stopping: AbortSignal,
  tick: (held: HeldJob) => Promise<void>,
): Promise<void> {
  const { clock, leaseMs } = context
  const { fence } = claimed
  const lost = new AbortController()
  let job = claimed
  let isReleased = false
  let isOver = false
  let stopRenewing = () => {}

  async function change(step: Step): Promise<VideoJobRow> {
    try {
      job = await changeJob(context, job, step, { fence })
      return job
    } catch (thrown) {
      if (thrown instanceof LostClaim) lost.abort(thrown)
      throw thrown
    }
  }

  function renewLater(): void {
    if (isOver) return
    stopRenewing = clock.after(leaseMs / 3, () => {
      change((now) => (isReleased ? undefined : { ...now, leaseUntil: clock.now() + leaseMs })).then(
        renewLater,
        // A store in trouble may come back before the lease is over.
        () => lost.signal.aborted || renewLater(),
      )
    })
  }

  renewLater()
  try {
    await tick({
      get job() {
        return job
      },
      signal: AbortSignal.any([stopping, lost.signal]),
      change,
      async release(step) {
        isReleased = true
        try {
          return await change((now) => {
            const next = { ...(step(now) ?? now), leaseUntil: 0 }
            // Whoever woke it meanwhile did so for a reason that this tick has not seen.
            const isWoken = now.wokenAt !== claimed.wokenAt && next.dueAt !== null
            return isWoken ? { ...next, dueAt: clock.now() } : next
          })
        } catch (thrown) {
          // It may be tried again, and is kept until then.
          isReleased = false
          throw thrown
        }
      },
    })
  } finally {
    isReleased = true
    isOver = true
    stopRenewing()
  }
}
