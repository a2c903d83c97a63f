import { VideoError } from '@reelstate/core/protocol'
import type { JobStore } from '../jobs/job-store.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import type { VideoJobStatusResult } from './get-video-job-status.js'
import { storedView } from './run-stored-job.js'
import { storedJobs } from './stored-jobs.js'

/** A stored job as `getVideoJobStatus` answers it: from its row, without asking the provider. */
export async function storedStatus(
  store: JobStore,
  adapter: AnyVideoAdapter,
  jobId: string,
): Promise<VideoJobStatusResult> {
  const { jobs } = storedJobs(store, adapter)
  const job = await jobs.get(jobId)
  if (!job) throw new VideoError('not_found', 'There is no such job.', { jobId })
  const view = await storedView(jobs, job, { advertised: undefined })
  const { status, progress, message, queuePosition, url, expiresAt, usage, error } = view
  return {
    jobId,
    status,
    ...(progress !== undefined && { progress }),
    ...(message !== undefined && { message }),
    ...(queuePosition !== undefined && { queuePosition }),
    ...(url !== undefined && { url }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
    ...(usage && { usage }),
    ...(error !== undefined && { error }),
  }
}
