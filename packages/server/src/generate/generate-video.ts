import {
  jobCreated,
  jobResult,
  runError,
  runFinished,
  runStarted,
  VideoError,
  type WireEvent,
} from '@reelstate/core/protocol'
import { createJob } from '../provider/create-job.js'
import type { AnyVideoAdapter, VideoJobResult } from '../provider/video-adapter.js'
import { reportFault } from '../report-fault.js'
import { checkGenerateOptions, type Order } from './check-generate-options.js'
import { followJob } from './follow-job.js'
import type { FollowVideoOptions, GenerateVideoOptions, StreamOptions } from './generate-video-options.js'
import { createStoredJob, runStoredJob } from './run-stored-job.js'
import { refusedStream, type VideoStream, videoStream } from './video-stream.js'
import { type StopReason, watchRun } from './watch-run.js'

/**
 * Orders a video. The input is checked before anything is asked of the provider, and the provider is asked once.
 *
 * - Without `stream`: resolves with the job's id as soon as the provider has taken the order; follow it with
 *   `getVideoJobStatus`. Rejects with a `VideoError`.
 * - With `stream: true`: the whole run as wire events, from `RUN_STARTED` to `RUN_FINISHED` or `RUN_ERROR`. Never
 *   throws, neither here nor while it is read. With `jobId` in place of the prompt it follows a job that exists.
 */
export function generateVideo<
  TAdapter extends AnyVideoAdapter,
  TSize extends string,
  TDuration extends number,
>(
  options: (GenerateVideoOptions<TAdapter, TSize, TDuration> | FollowVideoOptions) & StreamOptions,
): VideoStream
export function generateVideo<
  TAdapter extends AnyVideoAdapter,
  TSize extends string,
  TDuration extends number,
>(
  options: GenerateVideoOptions<TAdapter, TSize, TDuration> & { stream?: false | undefined },
): Promise<VideoJobResult>
export function generateVideo(options: {
  stream?: boolean | undefined
}): VideoStream | Promise<VideoJobResult> {
  let order: Order
  try {
    order = checkGenerateOptions(options)
  } catch (refusal) {
    return options.stream ? refusedStream(refusal as VideoError) : Promise.reject(refusal)
  }
  if (order.store)
    return options.stream ? runStoredJob(order, order.store) : createStoredJob(order, order.store)
  return options.stream ? videoStream((left) => run(order, left)) : create(order)
}

/** Follows a job that exists, from its first event to its last: `generateVideo({ jobId, stream: true })`. */
export function watchVideoJob(options: FollowVideoOptions & Omit<StreamOptions, 'stream'>): VideoStream {
  return generateVideo({ ...options, stream: true })
}

async function create(order: Order): Promise<VideoJobResult> {
  const watch = watchRun(order.maxDuration, order.abortSignal)
  try {
    return await createJob(order, watch.signal)
  } catch (thrown) {
    if (thrown instanceof VideoError) throw thrown
    throw new VideoError('ambiguous_create', 'The wait for the provider was aborted; the job may exist.')
  } finally {
    watch.end()
  }
}

async function* run(order: Order, left: AbortSignal): AsyncGenerator<WireEvent, void> {
  const { adapter, runId, threadId, advertised, maxDuration } = order
  const watch = watchRun(maxDuration, order.abortSignal, left)
  const { signal } = watch
  let { jobId } = order
  try {
    yield runStarted(runId, threadId)
    const isNew = jobId === undefined
    jobId ??= (await createJob(order, signal)).jobId
    yield jobCreated({ jobId, ...(advertised && { ...advertised, reference: jobId }) })
    yield jobResult(yield* followJob({ adapter, jobId }, order.pace, signal, { isNew }))
    yield runFinished(runId, threadId)
  } catch (thrown) {
    // Nobody listens, or whoever does aborted it: a stream without a verdict says that the job goes on.
    if (thrown !== ('left' satisfies StopReason)) yield runError(verdict(thrown, order, jobId))
  } finally {
    watch.end()
  }
}

function verdict(thrown: unknown, { maxDuration }: Order, jobId: string | undefined): VideoError {
  if (thrown instanceof VideoError) return thrown
  if (thrown === ('deadline' satisfies StopReason)) {
    return new VideoError(
      'deadline_exceeded',
      `Job ${jobId} was not ready within ${maxDuration / 1000} s. It goes on at the provider and can be followed on.`,
    )
  }
  reportFault(`the run of job ${jobId} broke.`, thrown)
  return new VideoError('internal', 'The server failed to follow the video. Its log says more.')
}
