import {
  createVideoClient,
  type VideoClient,
  type VideoClientOptionsSource,
  type VideoResultOf,
  type VideoState,
} from '@reelstate/core'
import { createShown } from './create-shown.js'

/** Options of a run of its own, also as a getter; or a client that several components share. */
export type CreateGenerateVideoOptions<TTransformed = void> =
  | VideoClientOptionsSource<TTransformed>
  | { client: VideoClient<VideoResultOf<TTransformed>> }

/** The state's fields as reactive getters, the client's methods, and a store of the state: `$video.status`. */
export interface CreateGenerateVideoReturn<TResult> extends VideoState<TResult>, VideoClient<TResult> {
  /** Calls back at once with the current state, then after every change. */
  subscribe(listener: (state: VideoState<TResult>) => void): () => void
}

/**
 * Generates a video and follows its job. A getter is read anew for every request and every callback. Made in a
 * component, it leaves with the component; made elsewhere, it stays until `dispose()`. Leaving does not stop the job:
 * coming back goes on with it where the server can resume. On a server nothing happens.
 */
export function createGenerateVideo<TTransformed = void>(
  options: CreateGenerateVideoOptions<TTransformed>,
): CreateGenerateVideoReturn<VideoResultOf<TTransformed>> {
  return createShown('client' in options ? options.client : createVideoClient<TTransformed>(options))
}
