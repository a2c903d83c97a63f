import type { VideoResultOf } from '@reelstate/core'
import {
  createVideoQueue as createQueue,
  type VideoQueue,
  type VideoQueueOptionsSource,
  type VideoQueueState,
} from '@reelstate/core/queue'
import { createShown } from './create-shown.js'

/** Options of a queue of its own, also as a getter; or a queue that several components share. */
export type CreateVideoQueueOptions<TTransformed = void> =
  | VideoQueueOptionsSource<TTransformed>
  | { queue: VideoQueue<VideoResultOf<TTransformed>> }

/** The state's fields as reactive getters, the queue's methods, and a store of the state: `$queue.items`. */
export interface CreateVideoQueueReturn<TResult> extends VideoQueueState<TResult>, VideoQueue<TResult> {
  /** Calls back at once with the current state, then after every change. */
  subscribe(listener: (state: VideoQueueState<TResult>) => void): () => void
}

/**
 * Generates many videos, some at a time. A getter is read anew for every request and every callback. Made in a component,
 * it leaves with the component; made elsewhere, it stays until `dispose()`. Leaving leaves the jobs alone, and starts
 * nothing more; coming back goes on. On a server nothing happens.
 */
export function createVideoQueue<TTransformed = void>(
  options: CreateVideoQueueOptions<TTransformed>,
): CreateVideoQueueReturn<VideoResultOf<TTransformed>> {
  return createShown('queue' in options ? options.queue : createQueue<TTransformed>(options))
}
