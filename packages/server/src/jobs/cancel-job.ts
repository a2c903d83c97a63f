import { type CancelOutcome, VideoError } from '@reelstate/core/protocol'
import { askStatus, askUrl } from '../provider/ask-provider.js'
import { bounded } from '../provider/interruptible.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import type { HeldJob } from './held-job.js'
import { answerCancel, due, pollLater, recordUsage } from './job-steps.js'
import { eventJob, type JobsContext } from './jobs-context.js'
import { providerCall } from './provider-call.js'

const ANSWER_TIMEOUT = 10_000
/** How often a provider is asked to stop before its silence is taken for an answer. */
const ATTEMPTS = 3
/** When to look whether a job that was stopped has finished, and cost, all the same; ms. */
const LOOK_AFTER = 60_000
const OUTCOMES: readonly CancelOutcome[] = ['canceled', 'requested', 'too_late', 'unsupported']

/** The tick that asks the provider to stop. What it says is what the user hears. */
export async function cancelJob(
  context: JobsContext,
  held: HeldJob,
  adapter: AnyVideoAdapter,
): Promise<void> {
  const { clock, scheduler } = context
  const { job, signal } = held
  try {
    const outcome = await providerCall(context, job, 'cancel', () => ask(adapter, job.providerJobId, signal))
    const now = clock.now()
    const lookAt = outcome === 'canceled' || outcome === 'requested' ? now + LOOK_AFTER : now
    await held.release(answerCancel(outcome, now, lookAt))
    context.tell({ name: 'job.cancel', ...eventJob(job), outcome })
  } catch (thrown) {
    const now = clock.now()
    if (signal.aborted) {
      await held.release(due(now))
    } else if (thrown instanceof VideoError && thrown.code === 'not_found') {
      // There is nothing to stop: the next poll says what became of it.
      await held.release(answerCancel('too_late', now, now))
    } else if (job.failures + 1 < ATTEMPTS) {
      await held.release(pollLater(scheduler.retry(job, adapter)))
    } else {
      await held.release(answerCancel('requested', now, now + LOOK_AFTER))
      context.tell({ name: 'job.cancel', ...eventJob(job), outcome: 'requested' })
    }
  }
}

async function ask(
  adapter: AnyVideoAdapter,
  providerJobId = '',
  signal: AbortSignal,
): Promise<CancelOutcome> {
  if (!adapter.cancelVideoJob) return 'unsupported'
  const answer = await bounded(ANSWER_TIMEOUT, signal, async (abortSignal) =>
    adapter.cancelVideoJob?.(providerJobId, { abortSignal }),
  )
  return OUTCOMES.find((outcome) => outcome === answer) ?? 'requested'
}

/** The tick of a job that was canceled: whether it finished all the same, and what it cost. */
export async function lookAfterJob(
  context: JobsContext,
  held: HeldJob,
  adapter: AnyVideoAdapter,
): Promise<void> {
  const { clock, scheduler } = context
  const { job, signal } = held
  const provider = { adapter, jobId: job.providerJobId ?? '' }
  try {
    const { status } = await providerCall(context, job, 'status', () => askStatus(provider, signal))
    if (status === 'completed') {
      const { usage } = await providerCall(context, job, 'url', () => askUrl(provider, signal))
      await held.release(recordUsage({ ...usage }))
      const { seconds, cost } = job
      context.tell({ name: 'job.usage', ...eventJob(job), seconds, cost, usage: { ...usage }, late: true })
    } else {
      const isOver = status === 'failed' || clock.now() >= job.deadlineAt
      await held.release(due(isOver ? null : clock.now() + LOOK_AFTER))
    }
  } catch {
    const isOver = clock.now() >= job.deadlineAt && !signal.aborted
    await held.release(isOver ? due(null) : pollLater(scheduler.retry(job, adapter)))
  }
}
