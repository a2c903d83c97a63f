import type { VideoJobRow } from './video-job.js'
import { isEnded } from './video-job.js'
import type { VideoJobs } from './video-jobs.js'

/**
 * A job as it is now, and after every change until its end. Whoever reads slowly gets the newest, not all. Throws the
 * signal's reason once that aborts.
 */
export async function* jobUpdates(
  jobs: VideoJobs,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<VideoJobRow, void> {
  let newest: VideoJobRow | undefined
  let notify = () => {}
  const stop = jobs.watch([id], (job) => {
    newest = job
    notify()
  })
  signal.addEventListener('abort', () => notify(), { once: true })
  try {
    for (;;) {
      signal.throwIfAborted()
      const job = newest
      newest = undefined
      if (job) {
        yield job
        if (isEnded(job)) return
      } else {
        await new Promise<void>((resolve) => {
          notify = resolve
        })
      }
    }
  } finally {
    stop()
  }
}
