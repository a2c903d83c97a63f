import { sameFields } from '../same-fields.js'
import { NOTHING } from '../video-run.js'
import type { VideoState } from '../video-state.js'
import type { QueueItem, QueueItemStatus } from './queue-list.js'
import type { QueuedVideo, QueuedVideoStatus, VideoQueueState, VideoQueueStatus } from './video-queue.js'

/** A video that nothing is known of yet, or any more. */
const IDLE: VideoState<never> = Object.freeze({
  ...NOTHING.facts,
  result: null,
  status: 'idle',
  phase: 'idle',
  isLoading: false,
})

/** What a canceled video's user sees does not wait for the provider. */
const SHOWN: Record<QueueItemStatus, QueuedVideoStatus> = {
  waiting: 'waiting',
  started: 'generating',
  canceling: 'canceled',
  success: 'success',
  error: 'error',
  canceled: 'canceled',
}

/** A queue as its users see it, with every part that shows the same as `before` kept. */
export function toQueueState<TResult>(
  before: VideoQueueState<TResult> | undefined,
  status: VideoQueueStatus,
  { items, removed }: { items: readonly QueueItem[]; removed: number },
  videoOf: (id: string) => VideoState<TResult>,
): VideoQueueState<TResult> {
  const counts = { waiting: 0, generating: 0, success: 0, error: 0, canceled: 0 }
  let reported = 0
  const known = new Map(before?.items.map((item) => [item.id, item]))
  const shown = items.map((item) => {
    const next = toQueuedVideo(item, videoOf(item.id), known.get(item.id))
    counts[next.status]++
    if (next.status === 'generating') reported += next.video.progress ?? 0
    return next
  })
  const ended = removed + counts.success + counts.error + counts.canceled
  const progress = items.length > 0 ? Math.floor((100 * ended + reported) / (removed + items.length)) : null
  const next: VideoQueueState<TResult> = {
    status,
    items:
      before && sameFields(shown, before.items as typeof shown) && sameFields(before.items, shown)
        ? before.items
        : Object.freeze(shown),
    progress,
    counts: before && sameFields(counts, before.counts) ? before.counts : Object.freeze(counts),
  }
  return before && sameFields(next, before) ? before : Object.freeze(next)
}

function toQueuedVideo<TResult>(
  item: QueueItem,
  live: VideoState<TResult>,
  before: QueuedVideo<TResult> | undefined,
): QueuedVideo<TResult> {
  const { id, input } = item
  const status = SHOWN[item.status]
  const video = videoOf(item, live, before?.status === status ? before.video : undefined)
  const next = { id, input, status, video }
  return before && sameFields(next, before) ? before : Object.freeze(next)
}

/** What is known of a video's run, and never more than its place in the queue says. */
function videoOf<TResult>(
  { status, error, input }: QueueItem,
  live: VideoState<TResult>,
  before: VideoState<TResult> | undefined,
): VideoState<TResult> {
  if (status === 'waiting') return IDLE
  if (status === 'canceled' || status === 'canceling') return live.isLoading ? IDLE : live
  if (status !== 'error' || live.status === 'error') return live
  // It failed on an earlier page.
  if (before?.error === error) return before as VideoState<TResult>
  return Object.freeze({ ...IDLE, input, status: 'error', phase: 'error', error })
}
