import {
  createVideoClient,
  type VideoClient,
  type VideoClientOptions,
  type VideoResultOf,
  type VideoState,
} from '@reelstate/core'
import { type MaybeRefOrGetter, toValue } from 'vue'
import { type RefsOf, useShown } from './use-shown.js'

/** Options of a run of its own, also as a ref or a getter; or a client that several components share. */
export type UseGenerateVideoOptions<TTransformed = void> =
  | MaybeRefOrGetter<VideoClientOptions<TTransformed>>
  | { client: VideoClient<VideoResultOf<TTransformed>> }

/** The state's fields as readonly refs, and the client's methods. */
export type UseGenerateVideoReturn<TResult> = VideoClient<TResult> & RefsOf<VideoState<TResult>>

/**
 * Generates a video and follows its job. A ref or a getter is read anew for every request and every callback. Leaving
 * the component, `KeepAlive` or effect scope leaves the job alone; coming back goes on with it where the server can
 * resume. On a server nothing happens.
 */
export function useGenerateVideo<TTransformed = void>(
  options: UseGenerateVideoOptions<TTransformed>,
): UseGenerateVideoReturn<VideoResultOf<TTransformed>> {
  return useShown(
    'client' in options ? options.client : createVideoClient<TTransformed>(() => toValue(options)),
  )
}
