import { VideoError } from '@reelstate/core/protocol'

/** A job's id as one segment of a path. Throws a `VideoError` `not_found` for what would climb out of it. */
export function segmentOf(jobId: string): string {
  if (jobId === '' || jobId === '.' || jobId === '..') {
    throw new VideoError('not_found', 'There is no such job: its id is none of this provider.', { jobId })
  }
  return encodeURIComponent(jobId)
}
