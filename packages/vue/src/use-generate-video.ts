import {
  createVideoClient,
  type VideoClient,
  type VideoClientOptions,
  type VideoResultOf,
  type VideoState,
} from '@reelstate/core'
import {
  type ComputedRef,
  computed,
  type EffectScope,
  getCurrentInstance,
  getCurrentScope,
  type MaybeRefOrGetter,
  markRaw,
  onActivated,
  onDeactivated,
  onScopeDispose,
  shallowRef,
  toValue,
} from 'vue'

/** Options of a run of its own, also as a ref or a getter; or a client that several components share. */
export type UseGenerateVideoOptions<TTransformed = void> =
  | MaybeRefOrGetter<VideoClientOptions<TTransformed>>
  | { client: VideoClient<VideoResultOf<TTransformed>> }

/** The state's fields as readonly refs, and the client's methods. */
export type UseGenerateVideoReturn<TResult> = VideoClient<TResult> & {
  readonly [TField in keyof VideoState<TResult>]: ComputedRef<VideoState<TResult>[TField]>
}

/**
 * Generates a video and follows its job. A ref or a getter is read anew for every request and every callback. Leaving
 * the component, `KeepAlive` or effect scope leaves the job alone; coming back goes on with it where the server can
 * resume. On a server nothing happens.
 */
export function useGenerateVideo<TTransformed = void>(
  options: UseGenerateVideoOptions<TTransformed>,
): UseGenerateVideoReturn<VideoResultOf<TTransformed>> {
  type Video = UseGenerateVideoReturn<VideoResultOf<TTransformed>>
  const client =
    'client' in options ? options.client : createVideoClient<TTransformed>(() => toValue(options))
  const state = shallowRef(client.getState())
  if (typeof window !== 'undefined') follow(client, (next) => (state.value = next))

  const fields = Object.keys(state.value) as (keyof VideoState)[]
  const refs = Object.fromEntries(fields.map((field) => [field, computed(() => state.value[field])]))
  // A store that makes everything reactive must not look into the machine.
  return { ...client, actor: markRaw(client.actor), ...refs } as Video
}

function follow<TResult>(client: VideoClient<TResult>, show: (state: VideoState<TResult>) => void): void {
  let detach: (() => void) | undefined
  const enter = () => {
    detach ??= client.attach()
  }
  const leave = () => {
    detach?.()
    detach = undefined
  }
  const unsubscribe = client.subscribe(show)
  enter()
  const scope = getCurrentScope()
  if (!scope) return
  onScopeDispose(() => {
    unsubscribe()
    leave()
  })
  // A store is set up inside the first component that asks for it, and outlives it.
  if ((getCurrentInstance() as { scope?: EffectScope } | null)?.scope !== scope) return
  onActivated(enter)
  onDeactivated(leave)
}
