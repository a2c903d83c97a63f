import type { VideoJobRow } from '../../jobs/video-job.js'
import { isEnded } from '../../jobs/video-job.js'
import type { VideoJobs } from '../../jobs/video-jobs.js'

/** A timer that is set for longer fires at once, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1

/**
 * Waits for a job to end, for at most `ms`, until the signal aborts, and no longer than the jobs are open. Calls `onChange`
 * with every change till then.
 */
export async function untilEnded(
  jobs: VideoJobs,
  id: string,
  ms: number,
  signal: AbortSignal | undefined,
  onChange: (job: VideoJobRow) => void,
): Promise<void> {
  if (!(ms > 0) || signal?.aborted) return
  const cleanups: (() => void)[] = []
  const ended = new Promise<void>((resolve) => {
    const end = () => resolve()
    const timer = setTimeout(end, Math.min(ms, LONGEST_TIMER))
    cleanups.push(() => clearTimeout(timer))
    signal?.addEventListener('abort', end)
    cleanups.push(() => signal?.removeEventListener('abort', end))
    cleanups.push(jobs.watch([id], (job) => (isEnded(job) ? end() : onChange(job)), end))
  })
  await ended.finally(() => {
    for (const clean of cleanups) clean()
  })
}
