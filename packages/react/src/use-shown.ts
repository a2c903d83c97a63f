import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'

/** What a component can show: it has a state, and counts who looks. */
interface Showable {
  getState(): object
  subscribe(listener: () => void): () => void
  attach(): () => void
}

/**
 * The fields of a state and the methods of what has it. A component counts as showing it while it is mounted, and renders
 * only for the fields that it reads.
 */
export function useShown<T extends Showable>(shown: T): T & ReturnType<T['getState']> {
  type TState = ReturnType<T['getState']>
  useEffect(() => shown.attach(), [shown])
  const [read] = useState(() => new Set<keyof TState>())
  const subscribe = useCallback(
    (render: () => void) => {
      let state = shown.getState() as TState
      return shown.subscribe(() => {
        const last = state
        state = shown.getState() as TState
        if ([...read].some((field) => state[field] !== last[field])) render()
      })
    },
    [shown, read],
  )
  const state = useSyncExternalStore(subscribe, shown.getState, shown.getState)
  return useMemo(() => {
    const all = { ...shown, ...state } as T & TState
    return new Proxy(all, {
      // A field is read as it is now, also long after this render: in an event handler, or after an `await`.
      get(_all, field) {
        read.add(field as keyof TState)
        return Reflect.get({ ...all, ...shown.getState() }, field)
      },
    })
  }, [shown, state, read])
}
