import { VideoError, type VideoErrorCode } from '@reelstate/core/protocol'
import { requestVideoJob } from '../provider/request-video-job.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { certainlyNotSent } from './certainly-not-sent.js'
import type { VideoJobRow } from './video-job.js'

/** What came of an order, in what it means for the bill. */
export type OrderAnswer =
  /** The provider has the job. */
  | { kind: 'created'; jobId: string; model: string }
  /** There is certainly no job, and there would be none the next time either. */
  | { kind: 'refused'; error: VideoError }
  /** There is certainly no job, and the same order may be sent again. */
  | { kind: 'not_sent'; error: VideoError; retryAfterMs?: number | undefined }
  /** There may be a job. */
  | { kind: 'ambiguous'; cause: unknown }

/** A provider that is busy or away has made nothing, and may do so later. */
const LATER: readonly VideoErrorCode[] = ['rate_limited', 'unavailable']
/** What an adapter says when it does not know either. */
const OPEN: readonly VideoErrorCode[] = [
  'ambiguous_create',
  'bad_response',
  'bad_result',
  'connection_lost',
  'deadline_exceeded',
  'internal',
]

/** Sends the order: one request, which nobody aborts, because a job nobody knows of is the worst outcome. Never rejects. */
export async function sendOrder(
  adapter: AnyVideoAdapter,
  { id, input, webhookUrl }: VideoJobRow,
): Promise<OrderAnswer> {
  try {
    const created = await requestVideoJob(adapter, { ...input, idempotencyKey: id, webhookUrl })
    return { kind: 'created', ...created }
  } catch (thrown) {
    return judgeOrder(thrown)
  }
}

/** What an adapter's `createVideoJob` threw, in what it means for the bill. */
export function judgeOrder(thrown: unknown): Exclude<OrderAnswer, { kind: 'created' }> {
  if (certainlyNotSent(thrown)) {
    const error = new VideoError('unavailable', 'The provider cannot be reached. Nothing was ordered.')
    return { kind: 'not_sent', error }
  }
  if (!(thrown instanceof VideoError) || OPEN.includes(thrown.code)) {
    return { kind: 'ambiguous', cause: thrown }
  }
  if (LATER.includes(thrown.code)) {
    return { kind: 'not_sent', error: thrown, retryAfterMs: thrown.retryAfterMs }
  }
  return { kind: 'refused', error: thrown }
}
