import { type CancelOutcome, VideoError } from '@reelstate/core/protocol'
import { askStatus, askUrl } from '../provider/ask-provider.js'
import { bounded } from '../provider/interruptible.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { changeJob, type Step } from './change-job.js'
import type { HeldJob } from './held-job.js'
import { answerCancel, due, pollLater, recordUsage } from './job-steps.js'
import { eventJob, type JobsContext } from './jobs-context.js'
import { providerCall } from './provider-call.js'
import { untilStored } from './until-stored.js'

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
  let outcome: CancelOutcome
  try {
    outcome = await providerCall(context, job, 'cancel', () => ask(adapter, job.providerJobId, signal))
  } catch (thrown) {
    if (signal.aborted) {
      await held.release(due(clock.now()))
      return
    }
    const isUnknown = thrown instanceof VideoError && thrown.code === 'not_found'
    if (!isUnknown && job.failures + 1 < ATTEMPTS) {
      await held.release(pollLater(scheduler.retry(job, adapter)))
      return
    }
    // Of what the provider does not know, there is nothing to stop: the next poll says what became of it.
    outcome = isUnknown ? 'too_late' : 'requested'
  }
  const now = clock.now()
  const isStopped = outcome === 'canceled' || outcome === 'requested'
  const answered = answerCancel(outcome, now, isStopped ? now + LOOK_AFTER : now)
  // Also when another worker has taken over: asked once more, a provider may no longer know the job that it has stopped.
  const freed: Step = (row) => ({ ...answered(row), leaseUntil: 0 })
  await untilStored(context, () => changeJob(context, held.job, freed))
  context.tell({ name: 'job.cancel', ...eventJob(job), outcome })
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
