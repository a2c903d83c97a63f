import type { ChartModel, ChartState } from './chart-model.js'

/** The ids of every state that a snapshot's value says is active, with the states around them. */
export function activeStates({ states }: ChartModel, value: unknown): Set<string> {
  const byId = new Map(states.map((state) => [state.id, state]))
  const active = new Set<string>()
  const enter = (state: ChartState | undefined, inner: unknown) => {
    if (!state) return
    active.add(state.id)
    const entries = typeof inner === 'string' ? [[inner, undefined]] : Object.entries(Object(inner))
    for (const [key, deeper] of entries) {
      const child = state.children.map((id) => byId.get(id)).find((candidate) => candidate?.key === key)
      enter(child, deeper)
    }
  }
  enter(states[0], value)
  return active
}

/** The paths of the innermost active states, such as `active.polling.live`. */
export function activePaths({ states }: ChartModel, active: ReadonlySet<string>): string[][] {
  const byId = new Map(states.map((state) => [state.id, state]))
  const pathOf = (id: string): string[] => {
    const state = byId.get(id)
    return !state || state.parent === null ? [] : [...pathOf(state.parent), state.key]
  }
  return states
    .filter(({ id, children }) => active.has(id) && !children.some((child) => active.has(child)))
    .map(({ id }) => pathOf(id))
}
