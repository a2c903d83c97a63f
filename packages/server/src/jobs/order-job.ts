import { VideoError } from '@reelstate/core/protocol'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { describeError } from '../security/redact.js'
import { attachJob } from './attach-job.js'
import type { Step } from './change-job.js'
import type { HeldJob } from './held-job.js'
import { beginOrder, cancelUnordered, fail, loseAnswer, orderLater, refuse } from './job-steps.js'
import { eventJob, type JobsContext } from './jobs-context.js'
import { providerCall } from './provider-call.js'
import { type OrderAnswer, sendOrder } from './send-order.js'
import { untilStored } from './until-stored.js'
import type { VideoJobRow } from './video-job.js'
import { within } from './within.js'

/**
 * The tick of a job that nobody has ordered yet, or whose order may be repeated. The intent is stored before the order
 * leaves; whoever finds that intent without an answer knows that there may be a bill, and does not order again.
 */
export async function orderJob(context: JobsContext, held: HeldJob, adapter: AnyVideoAdapter): Promise<void> {
  const { clock, scheduler, createTimeoutMs, resolveMs } = context
  const { job } = held
  if (job.cancel) {
    await held.release(cancelUnordered(clock.now()))
    return
  }
  if (clock.now() >= job.deadlineAt) {
    const error = new VideoError(
      'unavailable',
      'The provider could not be reached in time. Nothing was ordered: try again later.',
    )
    await held.release(fail(error, clock.now(), false))
    return
  }
  const admitted = await scheduler.admit(job, adapter)
  if (!admitted.ok) {
    await held.release((now) => ({ ...now, dueAt: admitted.dueAt }))
    return
  }
  // Stored or not, nobody has ordered yet: whoever found it without this worker would have to think otherwise.
  const intent = await untilStored(context, () =>
    held.change((now) => (now.cancel ? cancelUnordered(clock.now())(now) : beginOrder(clock.now())(now))),
  )
  if (intent.state !== 'creating') {
    await held.release(() => undefined)
    return
  }
  const sending = providerCall(context, intent, 'create', () => sendOrder(adapter, intent), told(intent))
  const answer = await within(clock, createTimeoutMs, sending)
  if (answer === undefined) {
    // What arrives after all is not lost.
    const late = sending.then((one) => recordAnswer(context, held, adapter, one)).catch(() => {})
    context.late.add(late)
    void late.finally(() => context.late.delete(late))
    const lost = loseAnswer(clock.now(), clock.now() + resolveMs)
    await untilStored(context, () => held.release(lost))
    return
  }
  await recordAnswer(context, held, adapter, answer)
}

async function recordAnswer(
  context: JobsContext,
  held: HeldJob,
  adapter: AnyVideoAdapter,
  answer: OrderAnswer,
): Promise<void> {
  if (answer.kind === 'created') {
    await recordReference(context, held.job, adapter, answer)
    return
  }
  const step = stepAfter(context, held.job, adapter, answer)
  await untilStored(context, () => held.release(step))
}

/** Also when another worker has taken over: a reference is never thrown away. */
async function recordReference(
  context: JobsContext,
  job: VideoJobRow,
  adapter: AnyVideoAdapter,
  created: Extract<OrderAnswer, { kind: 'created' }>,
): Promise<void> {
  try {
    await untilStored(context, () => attachJob(context, job, adapter, created))
  } catch (thrown) {
    context.tell({ name: 'job.stray', ...eventJob(job), providerJobId: created.jobId })
    throw thrown
  }
}

/** What an answer without a reference makes of the job. */
function stepAfter(
  { clock, scheduler, resolveMs }: JobsContext,
  job: VideoJobRow,
  adapter: AnyVideoAdapter,
  answer: Exclude<OrderAnswer, { kind: 'created' }>,
): Step {
  const now = clock.now()
  switch (answer.kind) {
    case 'refused':
      return refuse(answer.error, now)
    case 'not_sent':
      return orderLater(scheduler.retry(job, adapter, answer.retryAfterMs))
    case 'ambiguous':
      // A repeat under the same key, where that is possible, is no reason to hammer.
      return loseAnswer(job.attempt > 1 ? scheduler.retry(job, adapter) : now, now + resolveMs)
  }
}

const told =
  ({ input }: VideoJobRow) =>
  (answer: OrderAnswer) => {
    if (answer.kind === 'created') return { outcome: 'ok' as const }
    const outcome = ({ ambiguous: 'ambiguous', refused: 'refused', not_sent: 'trouble' } as const)[
      answer.kind
    ]
    const error = answer.kind === 'ambiguous' ? answer.cause : answer.error
    return { outcome, error: describeError(error, [input.prompt]) }
  }
