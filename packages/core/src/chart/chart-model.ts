import { actionName, guardName, invokeName, triggerOf } from './machine-names.js'
import { type MachineShape, type StateNodeShape, type TransitionShape, toMachine } from './machine-shape.js'

/** A machine as plain data: every state and every transition of its tree, in document order. */
export interface ChartModel {
  readonly id: string
  /** The root comes first, then depth first. */
  readonly states: readonly ChartState[]
  readonly transitions: readonly ChartTransition[]
}

export interface ChartState {
  /** XState's id, unique in the machine. */
  readonly id: string
  readonly key: string
  readonly type: string
  readonly parent: string | null
  readonly children: readonly string[]
  /** The child that is entered first. */
  readonly initial: string | null
  readonly tags: readonly string[]
  readonly entry: readonly string[]
  readonly exit: readonly string[]
  readonly invokes: readonly string[]
}

export type ChartTrigger = 'event' | 'after' | 'always' | 'done' | 'error'

export interface ChartTransition {
  readonly id: string
  readonly source: string
  /** Empty where only actions run, or where nothing happens because the event is ignored on purpose. */
  readonly targets: readonly string[]
  readonly trigger: ChartTrigger
  /** The event's name, the delay's name or ms, or the actor's name. Empty for `always`. */
  readonly name: string
  readonly guard: string | null
  readonly actions: readonly string[]
  readonly reenter: boolean
  /** XState's own object, by which a transition that was taken is recognised. */
  readonly definition: object
}

const models = new WeakMap<MachineShape, ChartModel>()

/** Reads a machine, once: the same machine gives the same model. Throws a `TypeError` for anything but XState 5's. */
export function toChartModel(machine: unknown): ChartModel {
  const shape = toMachine(machine)
  const known = models.get(shape)
  if (known) return known
  const model = readMachine(shape)
  models.set(shape, model)
  return model
}

function readMachine({ id, root }: MachineShape): ChartModel {
  const states: ChartState[] = []
  const transitions: ChartTransition[] = []
  const visit = (node: StateNodeShape, parent: string | null) => {
    states.push(toState(node, parent))
    for (const [event, definition] of transitionsOf(node)) {
      transitions.push(toTransition(node, event, definition, `t${transitions.length}`))
    }
    for (const child of Object.values(node.states)) visit(child, node.id)
  }
  visit(root, null)
  return { id, states, transitions }
}

function transitionsOf(node: StateNodeShape): [event: string, definition: TransitionShape][] {
  const events = [...node.transitions].flatMap(([event, list]) =>
    list.map((definition): [string, TransitionShape] => [event, definition]),
  )
  return [...events, ...(node.always ?? []).map((definition): [string, TransitionShape] => ['', definition])]
}

function toState(node: StateNodeShape, parent: string | null): ChartState {
  return {
    id: node.id,
    key: node.key,
    type: node.type,
    parent,
    children: Object.values(node.states).map(({ id }) => id),
    initial: node.type === 'compound' ? (node.initial?.target?.[0]?.id ?? null) : null,
    tags: node.tags,
    entry: node.entry.flatMap(actionName),
    exit: node.exit.flatMap(actionName),
    invokes: node.invoke.map(invokeName),
  }
}

function toTransition(
  node: StateNodeShape,
  event: string,
  definition: TransitionShape,
  id: string,
): ChartTransition {
  return {
    id,
    source: node.id,
    targets: definition.target?.map((target) => target.id) ?? [],
    ...triggerOf(node, event, definition),
    guard: definition.guard === undefined ? null : guardName(definition.guard),
    actions: definition.actions.flatMap(actionName),
    reenter: definition.reenter,
    definition,
  }
}

/** What sets a transition off, in words: an event's name, `after 15000`, `done createJob`, `always`. */
export const causeOf = ({ trigger, name }: Pick<ChartTransition, 'trigger' | 'name'>): string =>
  trigger === 'event' ? name : `${trigger} ${name}`.trim()
