import { bounded } from '../provider/interruptible.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { attachJob, orderRecord } from './attach-job.js'
import type { HeldJob } from './held-job.js'
import { giveUpSearch, loseAnswer } from './job-steps.js'
import type { JobsContext } from './jobs-context.js'
import { orderJob } from './order-job.js'
import { providerCall } from './provider-call.js'

const SEARCH_TIMEOUT = 30_000
/** Between two looks at the provider's list, in ms. */
const SEARCH_EVERY = 5_000
/** For an answer that may only have to be stored, in ms. */
const PATIENCE = 3_000
/** Clocks differ: a job may seem to have been created before it was ordered. */
const CLOCK_SKEW = 60_000

/**
 * The tick of an order without an answer: its worker died, or the answer never came. In this order: the same key again
 * where the provider honours keys; the webhook, which attaches the job by itself; the provider's list, where exactly one
 * job matches that is nobody else's. After that the user is told, and decides.
 */
export async function findOrder(
  context: JobsContext,
  held: HeldJob,
  adapter: AnyVideoAdapter,
): Promise<void> {
  const { clock, resolveMs } = context
  const now = clock.now()
  const { job } = held
  const lost = await held.change(loseAnswer(now, now + resolveMs))
  if (lost.state !== 'unknown') {
    await held.release(() => undefined)
    return
  }
  const canRepeat = adapter.capabilities?.idempotency && !lost.repeatRefused && !lost.cancel
  if (canRepeat && now < lost.deadlineAt) {
    await orderJob(context, held, adapter)
    return
  }
  const found = adapter.findVideoJobs ? await search(context, held, adapter) : undefined
  if (found !== undefined) {
    await attachJob(context, held.job, adapter, { jobId: found, model: held.job.model })
    return
  }
  const canBeFound = adapter.findVideoJobs !== undefined || job.webhookUrl !== undefined
  // Who ordered it may have an answer that the store did not take yet.
  const isTakenOver = job.state === 'creating'
  const until = lost.resolveUntil ?? now
  if ((canBeFound || isTakenOver) && clock.now() < until) {
    const pause = canBeFound ? SEARCH_EVERY : PATIENCE
    await held.release((row) => ({ ...row, dueAt: Math.min(until, clock.now() + pause) }))
    return
  }
  await held.release((row) => (row.state === 'unknown' ? giveUpSearch(clock.now())(row) : row))
}

/** The one job at the provider that can only be this order's, if there is one. */
async function search(
  context: JobsContext,
  { job, signal }: HeldJob,
  adapter: AnyVideoAdapter,
): Promise<string | undefined> {
  const order = {
    ...job.input,
    idempotencyKey: job.id,
    since: new Date((job.attemptedAt ?? job.createdAt) - CLOCK_SKEW),
  }
  try {
    const listed = await providerCall(context, job, 'find', () =>
      bounded(
        SEARCH_TIMEOUT,
        signal,
        async (abortSignal) => (await adapter.findVideoJobs?.(order, { abortSignal })) ?? [],
      ),
    )
    const free: string[] = []
    for (const { jobId } of listed) {
      const holder = await context.store.record<string>(orderRecord(job, jobId), (known) => known ?? '')
      if (holder === '' || holder === job.id) free.push(jobId)
    }
    return free.length === 1 ? free[0] : undefined
  } catch (thrown) {
    if (signal.aborted) throw thrown
    return undefined
  }
}
