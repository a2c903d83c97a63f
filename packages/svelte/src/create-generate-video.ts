import {
  createVideoClient,
  type VideoClient,
  type VideoClientOptionsSource,
  type VideoResultOf,
  type VideoState,
} from '@reelstate/core'
import { onMount } from 'svelte'
import { createSubscriber } from 'svelte/reactivity'

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
  type State = VideoState<VideoResultOf<TTransformed>>
  const client = 'client' in options ? options.client : createVideoClient<TTransformed>(options)
  attachWhileShown(client)

  const video = {
    ...client,
    subscribe(listener: (state: State) => void) {
      listener(client.getState())
      return client.subscribe(listener)
    },
  }
  for (const field of Object.keys(client.getState()) as (keyof State)[]) {
    const track = trackField(client, field)
    const get = () => {
      track()
      return client.getState()[field]
    }
    Object.defineProperty(video, field, { enumerable: true, get })
  }
  return video as CreateGenerateVideoReturn<VideoResultOf<TTransformed>>
}

function attachWhileShown({ attach }: Pick<VideoClient, 'attach'>): void {
  try {
    onMount(attach)
  } catch {
    // Outside a component there is nothing to mount.
    attach()
  }
}

/** Runs the effects that read a field again when that field changed, and only then. */
function trackField<TResult>(client: VideoClient<TResult>, field: keyof VideoState): () => void {
  return createSubscriber((update) => {
    let last = client.getState()[field]
    return client.subscribe((state) => {
      const changed = state[field] !== last
      last = state[field]
      if (changed) update()
    })
  })
}
