import { runError, VideoError, type WireEvent } from '@reelstate/core/protocol'
import { jobEvents } from '../jobs/job-events.js'
import type { JobStore } from '../jobs/job-store.js'
import { jobUpdates } from '../jobs/job-updates.js'
import { type JobView, jobView } from '../jobs/job-view.js'
import type { VideoJobRow } from '../jobs/video-job.js'
import type { VideoJobs } from '../jobs/video-jobs.js'
import type { VideoJobResult } from '../provider/video-adapter.js'
import { reportFault } from '../report-fault.js'
import type { Order } from './check-generate-options.js'
import { STORED_OWNER, storedJobs } from './stored-jobs.js'
import { type VideoStream, videoStream } from './video-stream.js'
import { watchRun } from './watch-run.js'

/** A job's own deadline is the one that says more, so the reader's comes a little later; ms. */
const SLACK = 5_000

/** Remembers an order. From then on it is worked on, whoever waits for it. */
export async function createStoredJob(order: Order, store: JobStore): Promise<VideoJobResult> {
  const { job } = await remember(order, store)
  return { jobId: job.id, model: job.model }
}

/** The events of a stored job, from its first to its last; to stop reading is to leave, and the job goes on. */
export function runStoredJob(order: Order, store: JobStore): VideoStream {
  return videoStream((left) => run(order, store, left))
}

async function* run(order: Order, store: JobStore, left: AbortSignal): AsyncGenerator<WireEvent, void> {
  const watch = watchRun(order.maxDuration + SLACK, order.abortSignal, left)
  try {
    const { jobs } = storedJobs(store, order.adapter)
    const id = order.jobId ?? (await remember(order, store)).job.id
    if (!(await jobs.follow(id))) throw new VideoError('not_found', 'There is no such job.', { jobId: id })
    let after = 0
    for await (const job of jobUpdates(jobs, id, watch.signal)) {
      yield* jobEvents(await storedView(jobs, job, order), after)
      after = job.version
    }
  } catch (thrown) {
    if (thrown !== 'left') yield runError(verdict(thrown))
  } finally {
    watch.end()
  }
}

function verdict(thrown: unknown): VideoError {
  if (thrown instanceof VideoError) return thrown
  if (thrown === 'deadline') {
    return new VideoError('deadline_exceeded', 'The video is not ready yet. It can be followed on.')
  }
  reportFault('a stored job could not be followed.', thrown)
  return new VideoError('internal', 'The server failed to follow the video. Its log says more.')
}

async function remember(order: Order, store: JobStore): Promise<{ job: VideoJobRow }> {
  const { jobs, name } = storedJobs(store, order.adapter)
  const { idempotencyKey, prompt, parts = [], ...input } = order.input
  const remembered = await jobs.create({
    owner: STORED_OWNER,
    key: idempotencyKey ?? crypto.randomUUID(),
    adapter: name,
    input: {
      ...definedOnly(input),
      prompt: parts.length === 0 ? prompt : [{ type: 'text', content: prompt }, ...parts],
    },
    runId: order.runId,
    threadId: order.threadId,
    maxDuration: order.maxDuration,
    pollingInterval: order.pace.interval,
  })
  order.onJobCreated?.(remembered.job.id)
  return remembered
}

/** A stored job as these functions show it: with the provider's own URL. */
export async function storedView(
  jobs: VideoJobs,
  job: VideoJobRow,
  { advertised }: Pick<Order, 'advertised'>,
): Promise<JobView> {
  const { result } = job
  const url = job.state === 'succeeded' ? (result?.url ?? (await jobs.refreshUrl(job.id))) : undefined
  const view = jobView(job, {
    reference: job.id,
    resume: advertised?.resume === true,
    cancel: advertised?.cancel === true,
    video: url === undefined ? undefined : { url, expiresAt: result?.expiresAt },
  })
  return view
}

const definedOnly = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
