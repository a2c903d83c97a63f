import { bounded } from '../provider/interruptible.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { changeJob } from './change-job.js'
import { attach, hear } from './job-steps.js'
import { eventJob, type JobsContext } from './jobs-context.js'
import { providerCall } from './provider-call.js'
import type { VideoJobRow } from './video-job.js'

/**
 * Records the provider's name for a job, whoever holds the job, and whatever became of it: a reference that is thrown away
 * is a bill nobody can explain. A second one for the same order is kept, told, and stopped where that is possible.
 *
 * @param delivery the webhook's delivery that names it: it counts once, and has the job looked at
 */
export async function attachJob(
  context: JobsContext,
  job: VideoJobRow,
  adapter: AnyVideoAdapter,
  { jobId, model }: { jobId: string; model: string },
  delivery?: string,
): Promise<VideoJobRow> {
  const now = context.clock.now()
  const step = (row: VideoJobRow) => {
    const named = attach(jobId, model, now)(row)
    // Whoever waited for the order's answer has it now.
    const freed = named && { ...named, leaseUntil: 0 }
    return delivery === undefined ? freed : hear(now)(freed ?? row)
  }
  const attached = await changeJob(context, job, step, { delivery })
  if (adapter.findVideoJobs && attached.providerJobId === jobId) {
    await context.store.record<string>(orderRecord(job, jobId), (holder) => holder || job.id)
  }
  if (attached.strayProviderJobIds?.includes(jobId)) await stopStray(context, attached, adapter, jobId)
  return attached
}

/** Which of our jobs a provider's job belongs to, so that a search does not take it for another's. */
export const orderRecord = ({ adapter }: VideoJobRow, providerJobId: string) =>
  `order:${adapter}:${providerJobId}`

async function stopStray(
  context: JobsContext,
  job: VideoJobRow,
  adapter: AnyVideoAdapter,
  providerJobId: string,
): Promise<void> {
  context.tell({ name: 'job.stray', ...eventJob(job), providerJobId })
  await providerCall(context, job, 'cancel', () =>
    bounded(10_000, undefined, async (abortSignal) =>
      adapter.cancelVideoJob?.(providerJobId, { abortSignal }),
    ),
  ).catch(() => {})
}
