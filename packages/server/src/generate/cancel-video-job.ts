import type { CancelOutcome } from '@reelstate/core/protocol'
import type { JobStore } from '../jobs/job-store.js'
import { asTrouble } from '../provider/ask-provider.js'
import { interruptible } from '../provider/interruptible.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { checkAdapter, checkJobId } from './check-generate-options.js'
import { storedJobs } from './stored-jobs.js'

const PATIENCE = 10_000
const OUTCOMES: readonly CancelOutcome[] = ['canceled', 'too_late', 'unsupported']

/**
 * Asks the provider to stop a job, and says what came of it; `requested` when it has not answered within 10 s.
 * Rejects with a `VideoError` when it could not be asked, or does not know the job.
 */
export async function cancelVideoJob(options: {
  adapter: AnyVideoAdapter
  jobId: string
  /** Where the job is remembered. */
  store?: JobStore | undefined
}): Promise<{ outcome: CancelOutcome }> {
  const { jobId } = options
  const adapter = checkAdapter(options.adapter)
  checkJobId(jobId)
  if (options.store) return { outcome: await storedJobs(options.store, adapter).jobs.cancel(jobId) }
  if (!adapter.cancelVideoJob) return { outcome: 'unsupported' }
  // The request itself is not aborted: a stop that is on its way may still arrive.
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(patience), PATIENCE)
  try {
    const answer = await interruptible((async () => adapter.cancelVideoJob?.(jobId))(), patience.signal)
    return { outcome: OUTCOMES.find((outcome) => outcome === answer) ?? 'requested' }
  } catch (thrown) {
    if (thrown === patience) return { outcome: 'requested' }
    throw asTrouble(thrown, { adapter, jobId })
  } finally {
    clearTimeout(timer)
  }
}
