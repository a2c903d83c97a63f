import { onMount } from 'svelte'
import { createSubscriber } from 'svelte/reactivity'

/** What a component can show: it has a state, and counts who looks. */
interface Showable {
  getState(): object
  subscribe(listener: () => void): () => void
  attach(): () => void
}

/** A state's fields, the methods of what has it, and a store of it. */
export type Shown<T extends Showable> = ReturnType<T['getState']> &
  Omit<T, 'subscribe'> & {
    /** Calls back at once with the current state, then after every change. */
    subscribe(listener: (state: ReturnType<T['getState']>) => void): () => void
  }

/**
 * The fields of a state as reactive getters, the methods of what has it, and a store of the state. Made in a component, it
 * counts as shown while that is mounted; made elsewhere, from now on. On a server nothing is followed.
 */
export function createShown<T extends Showable>(shown: T): Shown<T> {
  type TState = ReturnType<T['getState']>
  const getState = shown.getState as () => TState
  attachWhileShown(shown)

  const all = {
    ...shown,
    subscribe(listener: (state: TState) => void) {
      listener(getState())
      return shown.subscribe(() => listener(getState()))
    },
  }
  for (const field of Object.keys(getState()) as (keyof TState)[]) {
    const track = trackField(getState, shown.subscribe, field)
    const get = () => {
      track()
      return getState()[field]
    }
    Object.defineProperty(all, field, { enumerable: true, get })
  }
  return all as unknown as Shown<T>
}

function attachWhileShown({ attach }: Showable): void {
  try {
    onMount(attach)
  } catch {
    // Outside a component there is nothing to mount.
    attach()
  }
}

/** Runs the effects that read a field again when that field changed, and only then. */
function trackField<TState>(
  getState: () => TState,
  subscribe: Showable['subscribe'],
  field: keyof TState,
): () => void {
  return createSubscriber((update) => {
    let last = getState()[field]
    return subscribe(() => {
      const value = getState()[field]
      const changed = value !== last
      last = value
      if (changed) update()
    })
  })
}
