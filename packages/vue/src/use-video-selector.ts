import type { VideoClient, VideoState } from '@reelstate/core'
import { useSelector } from '@xstate/vue'
import { type ComputedRef, computed } from 'vue'
import type { Subscribable } from 'xstate'
import { useGenerateVideo } from './use-generate-video.js'

/**
 * What `select` makes of a video's state, as a readonly ref that becomes another value only by `equals` (default: `===`).
 * What is reactive in `select` counts too. `video` is a client, or what `useGenerateVideo` returned; the component or
 * effect scope counts as showing it. On a server nothing is followed.
 */
export function useVideoSelector<TResult, T>(
  video: VideoClient<TResult>,
  select: (state: VideoState<TResult>) => T,
  equals: (a: T, b: T) => boolean = Object.is,
): ComputedRef<T> {
  // Comes and goes with the scope and with `KeepAlive`, as any page that shows the client.
  useGenerateVideo({ client: video as VideoClient<never> })
  const state = useSelector(selectable(video), (state) => state)
  let selected: { value: T } | undefined
  return computed(() => {
    const value = select(state.value)
    if (!selected || !equals(selected.value, value)) selected = { value }
    return selected.value
  })
}

/** A client as the actor that XState's composable follows. */
function selectable<TResult>({ getState, subscribe }: VideoClient<TResult>) {
  const follow = typeof window === 'undefined' ? () => () => {} : subscribe
  return {
    getSnapshot: getState,
    subscribe: ((observer: { next(state: VideoState<TResult>): void }) => ({
      unsubscribe: follow(observer.next),
    })) as Subscribable<unknown>['subscribe'],
  }
}
