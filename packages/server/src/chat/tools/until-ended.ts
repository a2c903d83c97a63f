import type { VideoJobRow } from '../../jobs/video-job.js'
import { isEnded } from '../../jobs/video-job.js'
import type { VideoJobs } from '../../jobs/video-jobs.js'

/** Waits for a job to end, for at most `ms`, and until the signal aborts. Calls `onChange` with every change till then. */
export async function untilEnded(
  jobs: VideoJobs,
  id: string,
  ms: number,
  signal: AbortSignal | undefined,
  onChange: (job: VideoJobRow) => void,
): Promise<void> {
  if (ms <= 0 || signal?.aborted) return
  let stop = () => {}
  const ended = new Promise<void>((resolve) => {
    const unwatch = jobs.watch([id], (job) => {
      if (isEnded(job)) resolve()
      else onChange(job)
    })
    const timer = setTimeout(resolve, ms)
    const onAbort = () => resolve()
    signal?.addEventListener('abort', onAbort)
    stop = () => {
      unwatch()
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  })
  await ended.finally(stop)
}
