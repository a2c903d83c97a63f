import { type ChartModel, toChartModel } from '@reelstate/core/chart'
import { type AnyStateMachine, createMachine } from 'xstate'

type Config = Readonly<Record<string, unknown>>

/** A node of a definition, and where it is. */
interface Place {
  readonly id: string
  readonly config: Config
  readonly parent: Place | null
  readonly children: ReadonlyMap<string, Place>
}

/** Deeper machines are drawn by nobody. */
const DEEPEST = 20

/**
 * The chart of a machine from its definition as JSON, which has the names of what was written in place and nothing more.
 * Arrows to states that the definition does not have stay where they are. Null where it defines no machine; throws
 * where it cannot be read.
 */
export function rebuildChart(definition: string): ChartModel | null {
  const config = recordOf(JSON.parse(definition))
  if (!isRecord(config.states) && !isRecord(config.on)) return null
  const id = typeof config.id === 'string' ? config.id : 'machine'
  const root = placeOf(id, config, null)
  const ids = new Map<string, Place>()
  for (const place of placesIn(root)) ids.set(idOf(place), place)
  return toChartModel(createMachine({ ...nodeOf(root, ids), id }) satisfies AnyStateMachine)
}

function placeOf(id: string, config: Config, parent: Place | null, depth = 0): Place {
  const children = new Map<string, Place>()
  const place = { id, config, parent, children }
  // Beyond the depth that was sent, a state may be no more than a word.
  for (const [key, child] of depth < DEEPEST ? Object.entries(recordOf(config.states)) : [])
    children.set(key, placeOf(`${id}.${key}`, recordOf(child), place, depth + 1))
  return place
}

const placesIn = (place: Place): Place[] => [place, ...[...place.children.values()].flatMap(placesIn)]
const idOf = ({ id, config }: Place) => (typeof config.id === 'string' ? config.id : id)

function nodeOf(place: Place, ids: ReadonlyMap<string, Place>): Config {
  const { config, children } = place
  const transitions = (value: unknown) => transitionsOf(value, place, ids)
  const each = (value: unknown) =>
    Object.fromEntries(Object.entries(recordOf(value)).map(([name, list]) => [name, transitions(list)]))
  const { type, initial, history, tags, entry, exit } = config
  const first = initial === undefined ? undefined : targetOf(initial)
  return {
    ...(typeof config.id === 'string' && { id: config.id }),
    ...(['parallel', 'final', 'history'].includes(String(type)) && { type }),
    ...(type === 'history' && { history: history === 'deep' ? 'deep' : 'shallow' }),
    ...(type !== 'parallel' &&
      children.size > 0 && { initial: children.has(first ?? '') ? first : [...children.keys()][0] }),
    ...(children.size > 0 && {
      states: Object.fromEntries([...children].map(([key, child]) => [key, nodeOf(child, ids)])),
    }),
    tags: listOf(tags).filter((tag) => typeof tag === 'string'),
    entry: actionsOf(entry),
    exit: actionsOf(exit),
    on: each(config.on),
    after: each(config.after),
    always: config.always === undefined ? [] : transitions(config.always),
    ...(config.onDone !== undefined && { onDone: transitions(config.onDone) }),
    invoke: listOf(config.invoke).map((invoke) => {
      const { id, src, onDone, onError } = recordOf(invoke)
      return {
        ...(typeof id === 'string' && { id }),
        src: nameOf(src),
        ...(onDone !== undefined && { onDone: transitions(onDone) }),
        ...(onError !== undefined && { onError: transitions(onError) }),
      }
    }),
  }
}

function transitionsOf(value: unknown, place: Place, ids: ReadonlyMap<string, Place>): Config[] {
  return listOf(value).map((item) => {
    const { target, guard, actions, reenter } =
      typeof item === 'string' ? { target: item } : (recordOf(item) as Config)
    const targets = listOf(target).filter((name) => typeof name === 'string' && isThere(name, place, ids))
    return {
      ...(targets.length > 0 && { target: targets }),
      ...(guard !== undefined && { guard: nameOf(guard) }),
      actions: actionsOf(actions),
      reenter: reenter === true,
    }
  })
}

/** Whether a target leads anywhere: `#id`, `#id.child`, `.child` or a sibling. */
function isThere(target: string, place: Place, ids: ReadonlyMap<string, Place>): boolean {
  if (!target.startsWith('#')) {
    const isChild = target.startsWith('.')
    return walk(isChild ? place : (place.parent ?? place), (isChild ? target.slice(1) : target).split('.'))
  }
  const [first = '', ...path] = target.slice(1).split('.')
  if (ids.has(target.slice(1))) return true
  const start = ids.get(first)
  return start !== undefined && walk(start, path)
}

function walk(place: Place, path: readonly string[]): boolean {
  const [key = '', ...rest] = path
  const child = place.children.get(key)
  return child !== undefined && (rest.length === 0 || walk(child, rest))
}

/** `undefined` in a list of transitions is an event that is forbidden. */
const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
const actionsOf = (value: unknown) => listOf(value).map((action) => ({ type: nameOf(action) }))
const targetOf = (initial: unknown) =>
  String(typeof initial === 'object' ? listOf(recordOf(initial).target)[0] : initial).replace(/^\./, '')
const isRecord = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const recordOf = (value: unknown): Config => (isRecord(value) ? value : {})

/** What was written in place comes as an object with its name, or as what it was made of. */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return value
  const { type, id } = recordOf(value)
  const name = [type, id].find((text) => typeof text === 'string' && text !== '')
  return (name as string | undefined)?.replace(/^xstate\./, '') ?? 'inline'
}
