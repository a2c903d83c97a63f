import type { VideoResultOf } from '@reelstate/core'
import {
  createVideoQueue,
  type VideoQueue,
  type VideoQueueOptions,
  type VideoQueueState,
} from '@reelstate/core/queue'
import { useInsertionEffect, useRef, useState } from 'react'
import { useShown } from './use-shown.js'

/** Options of a queue of its own, or a queue that several components share. */
export type UseVideoQueueOptions<TTransformed = void> =
  | VideoQueueOptions<TTransformed>
  | { queue: VideoQueue<VideoResultOf<TTransformed>> }

/** The state's fields and the queue's methods. Only the fields a component reads cause it to render. */
export type UseVideoQueueReturn<TResult> = VideoQueueState<TResult> & VideoQueue<TResult>

/**
 * Generates many videos, some at a time. Options may change with every render: the next request and the next callback
 * see the latest ones. Unmounting leaves the jobs alone, and starts nothing more; mounting again goes on.
 */
export function useVideoQueue<TTransformed = void>(
  options: UseVideoQueueOptions<TTransformed>,
): UseVideoQueueReturn<VideoResultOf<TTransformed>> {
  const latest = useRef(options)
  useInsertionEffect(() => {
    latest.current = options
  })
  const [own] = useState(() =>
    'queue' in options
      ? undefined
      : createVideoQueue<TTransformed>(() => latest.current as VideoQueueOptions<TTransformed>),
  )
  const queue = 'queue' in options ? options.queue : own
  if (!queue)
    throw new TypeError('useVideoQueue() was given a queue before, and now options; it takes one of them.')
  return useShown(queue)
}
