import type { ChartModel, ChartState, ChartTransition } from '@reelstate/core/chart'

/** Larger machines are drawn by nobody. */
const MOST_STATES = 1000
const MOST_TRANSITIONS = 5000
const TYPES = ['atomic', 'compound', 'parallel', 'final', 'history']
const TRIGGERS = ['event', 'after', 'always', 'done', 'error']

/** A chart without XState's own objects; null for one that is too large to be read again. */
export function writeChart({ id, states, transitions }: ChartModel): object | null {
  if (states.length > MOST_STATES || transitions.length > MOST_TRANSITIONS) return null
  return { id, states, transitions: transitions.map(({ definition: _, ...transition }) => transition) }
}

/** A chart that came as JSON, checked, so that whoever draws it can rely on it. Throws a `TypeError`. */
export function readChart(value: unknown): ChartModel {
  const { id, states, transitions } = recordOf(value)
  if (!isText(id)) fail('it has no id')
  if (!isList(states, MOST_STATES) || states.length === 0) fail(`it needs from 1 to ${MOST_STATES} states`)
  if (!isList(transitions, MOST_TRANSITIONS))
    fail(`it needs a list of at most ${MOST_TRANSITIONS} transitions`)
  const known = new Map<string, ChartState>()
  for (const state of states) readState(state, known)
  for (const { id, children, parent, initial } of known.values()) {
    const own = [...known.values()].filter((state) => state.parent === id)
    const isWhole = own.length === children.length && own.every((state) => children.includes(state.id))
    if (
      !isWhole ||
      (initial !== null && !children.includes(initial)) ||
      (parent === null && id !== firstOf(known))
    )
      fail(`the state ${id} does not fit the others`)
  }
  const ids = new Set<string>()
  const read = transitions.map((transition) => readTransition(transition, known, ids))
  return { id, states: [...known.values()], transitions: read }
}

/** A parent comes before its children, so that nothing is inside itself. */
function readState(value: unknown, known: Map<string, ChartState>): void {
  const { id, key, type, parent, children, initial, tags, entry, exit, invokes } = recordOf(value)
  if (!isText(id) || known.has(id)) fail('a state has no id of its own')
  if (!isText(key) || !TYPES.includes(type as string)) fail(`the state ${id} has no key or no type`)
  if (parent !== null && !(isText(parent) && known.has(parent)))
    fail(`the state ${id} has no parent before it`)
  if (initial !== null && !isText(initial)) fail(`the state ${id} has no initial state`)
  if (!isTexts(children) || !isTexts(tags) || !isTexts(entry) || !isTexts(exit) || !isTexts(invokes))
    fail(`the state ${id} lacks one of its lists`)
  known.set(id, { id, key, type: type as string, parent, children, initial, tags, entry, exit, invokes })
}

function readTransition(
  value: unknown,
  states: ReadonlyMap<string, ChartState>,
  ids: Set<string>,
): ChartTransition {
  const { id, source, targets, trigger, name, guard, actions, reenter } = recordOf(value)
  if (!isText(id) || ids.has(id)) fail('a transition has no id of its own')
  ids.add(id)
  if (!isText(source) || !isTexts(targets) || ![source, ...targets].every((state) => states.has(state)))
    fail(`the transition ${id} is not between states`)
  if (!TRIGGERS.includes(trigger as string) || !isText(name)) fail(`the transition ${id} has no trigger`)
  if ((guard !== null && !isText(guard)) || !isTexts(actions) || typeof reenter !== 'boolean')
    fail(`the transition ${id} has no guard, actions or reenter`)
  return {
    id,
    source,
    targets,
    trigger: trigger as ChartTransition['trigger'],
    name,
    guard,
    actions,
    reenter,
    definition: {},
  }
}

const firstOf = (states: ReadonlyMap<string, ChartState>) => [...states.keys()][0]
const recordOf = (value: unknown) => Object(value) as Record<string, unknown>
const isText = (value: unknown): value is string => typeof value === 'string'
const isList = (value: unknown, most: number): value is unknown[] =>
  Array.isArray(value) && value.length <= most
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText)

function fail(why: string): never {
  throw new TypeError(`the chart of an actor is wrong: ${why}`)
}
