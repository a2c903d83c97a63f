import {
  createVideoClient,
  type VideoClient,
  type VideoClientOptions,
  type VideoResultOf,
  type VideoState,
} from '@reelstate/core'
import { useInsertionEffect, useRef, useState } from 'react'
import { useShown } from './use-shown.js'

/** Options of a run of its own, or a client that several components share. */
export type UseGenerateVideoOptions<TTransformed = void> =
  | VideoClientOptions<TTransformed>
  | { client: VideoClient<VideoResultOf<TTransformed>> }

/** The state's fields and the client's methods. Only the fields a component reads cause it to render. */
export type UseGenerateVideoReturn<TResult> = VideoState<TResult> & VideoClient<TResult>

/**
 * Generates a video and follows its job. Options may change with every render: the next request and the next callback
 * see the latest ones. Unmounting leaves the job alone; mounting again goes on with it where the server can resume.
 */
export function useGenerateVideo<TTransformed = void>(
  options: UseGenerateVideoOptions<TTransformed>,
): UseGenerateVideoReturn<VideoResultOf<TTransformed>> {
  const latest = useRef(options)
  useInsertionEffect(() => {
    latest.current = options
  })
  const [own] = useState(() =>
    createVideoClient<TTransformed>(() => latest.current as VideoClientOptions<TTransformed>),
  )
  const client = 'client' in options ? options.client : own
  return useShown(client)
}
