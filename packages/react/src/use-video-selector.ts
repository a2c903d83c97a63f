import type { VideoClient, VideoState } from '@reelstate/core'
import { useSelector } from '@xstate/react'
import { useEffect, useMemo } from 'react'
import type { Subscribable } from 'xstate'

/**
 * What `select` makes of a video's state. The component renders only when that becomes another value, by `equals`
 * (default: `===`). `video` is a client, or what `useGenerateVideo` returned; the component counts as showing it.
 */
export function useVideoSelector<TResult, T>(
  { attach, getState, subscribe }: VideoClient<TResult>,
  select: (state: VideoState<TResult>) => T,
  equals?: (a: T, b: T) => boolean,
): T {
  useEffect(() => attach(), [attach])
  // By its methods: what the hook returns is another object for every state, they stay the client's own.
  const actor = useMemo(() => selectable(getState, subscribe), [getState, subscribe])
  return useSelector(actor, ({ state }) => select(state), equals)
}

/** A client as the actor that XState's hook reads. */
function selectable<TResult>(
  getState: VideoClient<TResult>['getState'],
  subscribe: VideoClient<TResult>['subscribe'],
) {
  // Wrapped, because the hook throws the error of a snapshot whose `status` is `error`, as that of a failed video is.
  let snapshot = { state: getState() }
  return {
    getSnapshot() {
      const state = getState()
      if (state !== snapshot.state) snapshot = { state }
      return snapshot
    },
    subscribe: ((observer: { next(state: VideoState<TResult>): void }) => ({
      unsubscribe: subscribe(observer.next),
    })) as Subscribable<unknown>['subscribe'],
  }
}
