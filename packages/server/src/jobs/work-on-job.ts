import { VideoError } from '@reelstate/core/protocol'
import { cancelJob, lookAfterJob } from './cancel-job.js'
import { findOrder } from './find-order.js'
import type { HeldJob } from './held-job.js'
import { due } from './job-steps.js'
import type { JobsContext } from './jobs-context.js'
import { orderJob } from './order-job.js'
import { pollJob } from './poll-job.js'
import { isTerminal } from './video-job.js'

/** How long a job waits for an instance that has its adapter, in ms. */
const ADAPTER_MISSING = 15_000

/** One short step of whatever the job needs next. */
export async function workOnJob(context: JobsContext, held: HeldJob): Promise<void> {
  const { job } = held
  const adapter = context.adapters.get(job.adapter)
  if (!adapter) {
    await held.release(due(context.clock.now() + ADAPTER_MISSING))
    throw new VideoError(
      'invalid_options',
      `Job ${job.id} needs the adapter ${JSON.stringify(job.adapter)}, and this instance has ` +
        `${[...context.adapters.keys()].join(', ')}. Give every instance the same adapters.`,
    )
  }
  if (job.state === 'queued') return orderJob(context, held, adapter)
  if (job.state === 'creating' || job.state === 'unknown') return findOrder(context, held, adapter)
  if (isTerminal(job)) return lookAfterJob(context, held, adapter)
  if (job.cancel && job.cancel.outcome === undefined) return cancelJob(context, held, adapter)
  return pollJob(context, held, adapter)
}
