import type { VideoResultOf } from '@reelstate/core'
import {
  createVideoQueue,
  type VideoQueue,
  type VideoQueueOptions,
  type VideoQueueState,
} from '@reelstate/core/queue'
import { type MaybeRefOrGetter, toValue } from 'vue'
import { type RefsOf, useShown } from './use-shown.js'

/** Options of a queue of its own, also as a ref or a getter; or a queue that several components share. */
export type UseVideoQueueOptions<TTransformed = void> =
  | MaybeRefOrGetter<VideoQueueOptions<TTransformed>>
  | { queue: VideoQueue<VideoResultOf<TTransformed>> }

/** The state's fields as readonly refs, and the queue's methods. */
export type UseVideoQueueReturn<TResult> = VideoQueue<TResult> & RefsOf<VideoQueueState<TResult>>

/**
 * Generates many videos, some at a time. A ref or a getter is read anew for every request and every callback. Leaving the
 * component, `KeepAlive` or effect scope leaves the jobs alone, and starts nothing more; coming back goes on. On a server
 * nothing happens.
 */
export function useVideoQueue<TTransformed = void>(
  options: UseVideoQueueOptions<TTransformed>,
): UseVideoQueueReturn<VideoResultOf<TTransformed>> {
  return useShown('queue' in options ? options.queue : createVideoQueue<TTransformed>(() => toValue(options)))
}
