import type { JobStore } from '../jobs/job-store.js'
import { askPlayableUrl } from '../provider/ask-playable-url.js'
import { askStatus, asTrouble } from '../provider/ask-provider.js'
import type { AnyVideoAdapter, VideoStatusResult, VideoUrlResult } from '../provider/video-adapter.js'
import { checkAdapter, checkJobId } from './check-generate-options.js'
import { storedStatus } from './stored-status.js'

/** A provider's report on a job, with the video once that is `completed`. */
export interface VideoJobStatusResult extends VideoStatusResult, Partial<Omit<VideoUrlResult, 'jobId'>> {}

/**
 * Asks the provider once how a job is, and for the URL when it is `completed`.
 *
 * Rejects with a `VideoError` when no answer came, also when only the URL could not be had: `failed` is the provider's
 * verdict and nothing else. Such an error is `resumable`: ask again. Takes at most 150 s.
 */
export async function getVideoJobStatus(options: {
  adapter: AnyVideoAdapter
  jobId: string
  /** Where the job is remembered: it answers from there, and asks nobody. */
  store?: JobStore | undefined
  abortSignal?: AbortSignal | undefined
}): Promise<VideoJobStatusResult> {
  const job = { adapter: checkAdapter(options.adapter), jobId: options.jobId }
  checkJobId(job.jobId)
  if (options.store) return storedStatus(options.store, job.adapter, job.jobId)
  try {
    const report = await askStatus(job, options.abortSignal)
    return report.status === 'completed'
      ? { ...report, ...(await askPlayableUrl(job, options.abortSignal)) }
      : report
  } catch (thrown) {
    throw asTrouble(thrown, job)
  }
}
