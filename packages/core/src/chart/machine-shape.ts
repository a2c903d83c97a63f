/** What the chart reads of an XState machine, an actor and a snapshot: their public shape, so any XState 5 fits. */
export interface MachineShape {
  readonly id: string
  readonly root: StateNodeShape
}

export interface StateNodeShape {
  readonly id: string
  readonly key: string
  readonly type: string
  readonly tags: readonly string[]
  readonly entry: readonly unknown[]
  readonly exit: readonly unknown[]
  readonly invoke: readonly { readonly id: string; readonly src: unknown }[]
  readonly initial?: { readonly target?: readonly StateNodeShape[] | undefined } | undefined
  readonly history?: unknown
  readonly states: Readonly<Record<string, StateNodeShape>>
  readonly transitions: ReadonlyMap<string, readonly TransitionShape[]>
  readonly always?: readonly TransitionShape[] | undefined
}

export interface TransitionShape {
  readonly target?: readonly StateNodeShape[] | undefined
  readonly guard?: unknown
  readonly actions: readonly unknown[]
  readonly reenter: boolean
  readonly delay?: unknown
}

export interface SnapshotShape {
  readonly value: unknown
}

/** A running machine. `system` is how XState tells which transition was taken; without it only states are lit. */
export interface ActorShape {
  readonly logic: unknown
  readonly system?: unknown
  getSnapshot(): SnapshotShape | { readonly value: unknown }
  subscribe(listener: (snapshot: { readonly value: unknown }) => void): { unsubscribe(): void }
}

/** An XState machine as such; throws a `TypeError` that says what was given instead. */
export function toMachine(value: unknown): MachineShape {
  const { root } = Object(value) as { root?: Partial<StateNodeShape> }
  if (root?.states && root.transitions instanceof Map) return value as MachineShape
  throw new TypeError(`A state machine made by XState 5 is needed, not ${nameOfValue(value)}.`)
}

/** A running machine as such; throws a `TypeError` that says what was given instead. */
export function toActor(value: unknown): ActorShape {
  const { subscribe, getSnapshot, logic, actor } = Object(value) as Record<string, unknown>
  if (typeof subscribe === 'function' && typeof getSnapshot === 'function' && logic)
    return value as ActorShape
  const hint = actor ? ' It has an actor of its own: set the property client instead.' : ''
  throw new TypeError(`A running XState actor is needed, not ${nameOfValue(value)}.${hint}`)
}

/** A value in a few words, for an error message. */
export function nameOfValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`
  if (typeof value !== 'object') return `${typeof value} ${JSON.stringify(String(value).slice(0, 40))}`
  const keys = Object.keys(value).slice(0, 5).join(', ')
  return keys ? `an object with ${keys}` : 'an object without fields'
}
