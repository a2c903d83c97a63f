import type { ChartModel, ChartState, ChartTransition } from '@reelstate/core/chart'

/** The id of the small box that holds the root's transitions: they are open in any state. */
export const ANYWHERE = 'anywhere'

/** The id of the dot from which a state's ways to its own children start: they are open in any of them. */
export const insideOf = (state: string) => `${state} inside`

/** What is drawn: every transition as a line of text in its state's box, and arrows for the ways between boxes. */
export interface ChartPlan {
  readonly model: ChartModel
  /** The lines of each box, by the state's id. */
  readonly rows: ReadonlyMap<string, readonly ChartRow[]>
  readonly arrows: readonly ChartArrow[]
}

/** `essential` is for narrow places: one line for all ways to one target, and no actions. */
export type ChartDetail = 'full' | 'essential'

/** One line: `DROPPED [attemptLeft] → reconnecting`. */
export interface ChartRow {
  readonly lead: string
  readonly guard: string
  readonly effect: string
  /** The transitions that the line stands for. */
  readonly transitions: readonly string[]
}

/**
 * All ways from one box to another. Both lie in the same state: an arrow never crosses a border, which is what keeps a
 * large chart readable; the lines name the exact target.
 */
export interface ChartArrow {
  readonly id: string
  /** The state in which both boxes lie. */
  readonly level: string
  readonly source: string
  readonly target: string
  readonly transitions: readonly ChartTransition[]
  /** Whether every transition starts at the box itself, not at a state inside. */
  readonly direct: boolean
}

export function planChart(model: ChartModel, detail: ChartDetail): ChartPlan {
  const states = new Map(model.states.map((state) => [state.id, state]))
  const root = model.states[0]?.id ?? ''
  const keyOf = (id: string) => states.get(id)?.key ?? id
  const rows = new Map<string, readonly ChartRow[]>()
  for (const state of model.states) {
    const own = model.transitions.filter(({ source }) => source === state.id)
    const lines = own.map((transition) => transitionRow(transition, keyOf))
    const all =
      detail === 'full' ? [...detailRows(state), ...lines] : [...invokeRows(state), ...merged(lines)]
    if (all.length > 0) rows.set(state.id === root ? ANYWHERE : state.id, all)
  }
  const arrows = new Map<string, ChartArrow>()
  for (const transition of model.transitions) {
    for (const target of transition.targets) addArrow(arrows, states, root, transition, target)
  }
  return { model, rows, arrows: [...arrows.values()] }
}

function addArrow(
  arrows: Map<string, ChartArrow>,
  states: ReadonlyMap<string, ChartState>,
  root: string,
  transition: ChartTransition,
  to: string,
): void {
  const path = pathOf(states, to)
  const from = pathOf(states, transition.source)
  if (to !== transition.source && path.includes(transition.source)) {
    from.push(transition.source === root ? ANYWHERE : insideOf(transition.source))
  }
  const fork = path.findIndex((id, depth) => id !== from[depth])
  const [level, source, target] = [path[fork - 1], from[fork], path[fork]]
  // A way out to the state around it, or back to itself, has no second box to point at.
  if (level === undefined || source === undefined || target === undefined) return
  const id = `${source} > ${target}`
  const arrow = arrows.get(id)
  const direct = (arrow?.direct ?? true) && from.length === fork + 1
  const transitions = [...(arrow?.transitions ?? []), transition]
  arrows.set(id, { id, level, source, target, transitions, direct })
}

/** The states from the root down to this one. */
function pathOf(states: ReadonlyMap<string, ChartState>, id: string): string[] {
  const parent = states.get(id)?.parent ?? null
  return parent === null ? [id] : [...pathOf(states, parent), id]
}

const plainRows = (lead: string, values: readonly string[]): ChartRow[] =>
  values.map((value) => ({ lead, guard: '', effect: `/ ${value}`, transitions: [] }))

const invokeRows = ({ invokes }: ChartState) => plainRows('invoke', invokes)

function detailRows(state: ChartState): ChartRow[] {
  const { key, type, tags, entry, exit } = state
  return [
    ...plainRows(type, type === 'parallel' ? ['all of these at once'] : []),
    ...plainRows(type, type === 'history' ? ['the state last left'] : []),
    ...plainRows(
      'tag',
      tags.filter((tag) => tag !== key),
    ),
    ...invokeRows(state),
    ...plainRows('entry', entry),
    ...plainRows('exit', exit),
  ]
}

function transitionRow(transition: ChartTransition, keyOf: (id: string) => string): ChartRow {
  const { id, source, targets, guard, actions } = transition
  const to = targets.map((target) => (target === source ? 'itself' : keyOf(target))).join(', ')
  const inert = targets.length + actions.length === 0
  return {
    lead: inert ? `ignores ${triggerText(transition)}` : triggerText(transition),
    guard: guard ? `[${guard}]` : '',
    effect: to ? `→ ${to}` : inert ? '' : `/ ${actions.join(', ')}`,
    transitions: [id],
  }
}

/** A merged line is not longer than this, in characters. */
const LONGEST = 34

/** One line for all ways to one target, and one for all that happens in place. */
function merged(rows: readonly ChartRow[]): ChartRow[] {
  const lines: ChartRow[] = []
  for (const row of rows) {
    if (row.effect === '') continue
    const effect = row.effect.startsWith('→') ? row.effect : '↺'
    const index = lines.findIndex((line) => line.effect === effect && line.guard === row.guard)
    const line = lines[index]
    const lead = line?.lead.split(', ').includes(row.lead) ? line.lead : `${line?.lead}, ${row.lead}`
    const both = line && { ...line, lead, transitions: [...line.transitions, ...row.transitions] }
    if (both && rowText(both).length <= LONGEST) lines[index] = both
    else lines.push({ ...row, effect })
  }
  return lines
}

/** What sets a transition off: `DROPPED`, `after backoff`, `after 15 s`, `always`, `done upload`. */
export function triggerText({ trigger, name }: ChartTransition): string {
  if (trigger === 'event') return name
  if (trigger === 'after') return `after ${/^\d+$/.test(name) ? milliseconds(Number(name)) : name}`
  return `${trigger} ${name}`.trim()
}

export const rowText = ({ lead, guard, effect }: ChartRow) => [lead, guard, effect].filter(Boolean).join(' ')

/** `50 ms`, or `15 s` where it is whole enough. */
export const milliseconds = (ms: number) => (ms >= 1000 && ms % 100 === 0 ? `${ms / 1000} s` : `${ms} ms`)
