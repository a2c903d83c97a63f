import { checkVideoInput } from '../provider/check-video-input.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { countedSeconds } from './counted-seconds.js'
import { fingerprint } from './fingerprint.js'
import type { JobsContext } from './jobs-context.js'
import type { VideoJobRow } from './video-job.js'
import type { JobOrder } from './video-jobs.js'

/** An order as a row, due at once. Throws a `VideoError` `invalid_input` for what would certainly be refused. */
export async function newJob(
  { clock, maxDuration, cost }: JobsContext,
  order: JobOrder,
  name: string,
  adapter: AnyVideoAdapter,
): Promise<VideoJobRow> {
  const input = checkVideoInput(adapter, order.input)
  const now = clock.now()
  const { model } = adapter
  const id = newJobId()
  return {
    id,
    owner: order.owner,
    key: order.key,
    fingerprint: await fingerprint([name, order.input]),
    runId: order.runId,
    threadId: order.threadId,
    createdAt: now,
    version: 1,
    revision: 1,
    fence: 0,
    leaseUntil: 0,
    dueAt: now,
    state: 'queued',
    adapter: name,
    model,
    input,
    updatedAt: now,
    deadlineAt: now + (order.maxDuration ?? maxDuration),
    attempt: 0,
    ...(adapter.webhook &&
      adapter.capabilities?.webhook !== false &&
      order.webhookUrl && { webhookUrl: await order.webhookUrl(id) }),
    ...(order.pollingInterval !== undefined && { pollingInterval: order.pollingInterval }),
    polls: 0,
    failures: 0,
    seconds: countedSeconds(input.duration ?? input.modelOptions?.duration),
    cost: cost({ adapter: name, model, input }),
  }
}

/** 122 random bits, and a prefix that tells what it is in a log. */
const newJobId = () => `vid_${crypto.randomUUID().replaceAll('-', '')}`
