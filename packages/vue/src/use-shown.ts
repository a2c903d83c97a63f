import {
  type ComputedRef,
  computed,
  type EffectScope,
  getCurrentInstance,
  getCurrentScope,
  markRaw,
  onActivated,
  onDeactivated,
  onScopeDispose,
  shallowRef,
} from 'vue'

/** What a component can show: it has a state, and counts who looks. */
interface Showable {
  getState(): object
  subscribe(listener: () => void): () => void
  attach(): () => void
  readonly actor: object
}

/** A state's fields, each as a readonly ref. */
export type RefsOf<TState> = { readonly [TField in keyof TState]: ComputedRef<TState[TField]> }

/**
 * The fields of a state as readonly refs, and the methods of what has it. A component, or an effect scope, counts as
 * showing it until it is over or put away by `KeepAlive`. On a server nothing is followed.
 */
export function useShown<T extends Showable>(shown: T): T & RefsOf<ReturnType<T['getState']>> {
  type TState = ReturnType<T['getState']>
  const state = shallowRef(shown.getState() as TState)
  if (typeof window !== 'undefined') {
    follow(shown, () => {
      state.value = shown.getState() as TState
    })
  }

  const fields = Object.keys(state.value) as (keyof TState)[]
  const refs = Object.fromEntries(fields.map((field) => [field, computed(() => state.value[field])]))
  // A store that makes everything reactive must not look into the machine.
  return { ...shown, actor: markRaw(shown.actor), ...refs } as T & RefsOf<TState>
}

function follow({ subscribe, attach }: Showable, show: () => void): void {
  let detach: (() => void) | undefined
  const enter = () => {
    detach ??= attach()
  }
  const leave = () => {
    detach?.()
    detach = undefined
  }
  const unsubscribe = subscribe(show)
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
