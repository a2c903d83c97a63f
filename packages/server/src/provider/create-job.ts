import { VideoError } from '@reelstate/core/protocol'
import { callGuest } from '../call-guest.js'
import { reportFault } from '../report-fault.js'
import { interruptible } from './interruptible.js'
import { requestVideoJob } from './request-video-job.js'
import type { AnyVideoAdapter, CreateVideoJobOptions, VideoJobResult } from './video-adapter.js'

export interface CreateJobRequest {
  adapter: AnyVideoAdapter
  input: CreateVideoJobOptions
  onJobCreated?: ((jobId: string) => void) | undefined
}

const LOST =
  'No clear answer came to the order of this video: it may be in the making, and billed. Ordering again may pay twice.'

/**
 * Asks the provider for a job, once. The request itself is never aborted, because a job nobody knows of is the worst
 * outcome: when `signal` aborts, only the waiting ends, and `onJobCreated` still hears of the job.
 *
 * Rejects with a `VideoError` (`ambiguous_create` when a job may exist), or with `left`, a `StopReason`.
 */
export async function createJob(request: CreateJobRequest, signal: AbortSignal): Promise<VideoJobResult> {
  const { adapter } = request
  if (signal.reason === 'left') {
    throw new VideoError('canceled', 'The run was aborted before a job was created. Nothing was ordered.')
  }
  try {
    return await interruptible(order(request), signal)
  } catch (thrown) {
    if (thrown instanceof VideoError || thrown === 'left') throw thrown
    if (thrown !== 'deadline') reportFault(`${adapter.name} failed to answer a create request.`, thrown)
    throw new VideoError('ambiguous_create', LOST, { cause: thrown })
  }
}

async function order({ adapter, input, onJobCreated }: CreateJobRequest): Promise<VideoJobResult> {
  const created = await requestVideoJob(adapter, input)
  callGuest('onJobCreated failed; the generation goes on.', () => onJobCreated?.(created.jobId))
  return created
}
