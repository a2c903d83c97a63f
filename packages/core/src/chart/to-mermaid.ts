import {
  type ChartModel,
  type ChartState,
  type ChartTransition,
  causeOf,
  toChartModel,
} from './chart-model.js'

/**
 * An XState 5 machine as a Mermaid `stateDiagram-v2`, with every state and every transition: `EVENT [guard] / actions`,
 * `after 15000` in ms or by the delay's name, `always`, `done` and `error` of what a state invokes. What stays in its
 * state is a note beside it. The same machine gives the same text. `mark` may give words to put before a transition's
 * label. Throws a `TypeError` for anything but a machine.
 */
export function toMermaid(machine: unknown, mark: Mark = () => ''): string {
  const model = toChartModel(machine)
  const [root] = model.states
  if (!root) return 'stateDiagram-v2\n'
  const names = shortNames(model)
  const lines = ['stateDiagram-v2', ...rootLines(model, root, names)]
  if (model.transitions.some(({ source }) => source === root.id)) {
    lines.push(`  state "any state" as ${names.get(root.id)}`)
  }
  lines.push(...arrowLines(model, names, mark), ...noteLines(model, names, mark))
  return `${lines.join('\n')}\n`
}

/** Mermaid divides a state into parallel regions, not the page. */
function rootLines(model: ChartModel, root: ChartState, names: Names): string[] {
  if (root.type !== 'parallel') return childLines(model, root, names, '  ')
  return [`  state "${quoted(root.key)}" as whole {`, ...childLines(model, root, names, '    '), '  }']
}

function childLines(model: ChartModel, parent: ChartState, names: Names, indent: string): string[] {
  const children = model.states.filter((state) => state.parent === parent.id)
  const lines = children.flatMap((child, index) => [
    ...(parent.type === 'parallel' && index > 0 ? [`${indent}--`] : []),
    ...stateLines(model, child, names, indent),
  ])
  const initial = parent.initial && names.get(parent.initial)
  return initial ? [`${indent}[*] --> ${initial}`, ...lines] : lines
}

function stateLines(model: ChartModel, state: ChartState, names: Names, indent: string): string[] {
  const name = names.get(state.id)
  const declared = `${indent}state "${quoted(state.key)}" as ${name}`
  const nested =
    state.children.length > 0
      ? [`${declared} {`, ...childLines(model, state, names, `${indent}  `), `${indent}}`]
      : [declared]
  return state.type === 'final' ? [...nested, `${indent}${name} --> [*]`] : nested
}

/** One arrow for all ways from one state to another. */
function arrowLines(model: ChartModel, names: Names, mark: Mark): string[] {
  const labels = new Map<string, string[]>()
  for (const transition of model.transitions) {
    for (const target of transition.targets) {
      const arrow = `${names.get(transition.source)} --> ${names.get(target)}`
      labels.set(arrow, [...(labels.get(arrow) ?? []), quoted(mark(transition)) + labelOf(transition)])
    }
  }
  return [...labels].map(([arrow, texts]) => `  ${arrow} : ${texts.join('<br/>')}`)
}

/** What happens without leaving a state stands beside it. */
function noteLines({ states, transitions }: ChartModel, names: Names, mark: Mark): string[] {
  return states.flatMap(({ id }) => {
    const inPlace = transitions.filter(({ source, targets }) => source === id && targets.length === 0)
    if (inPlace.length === 0) return []
    const labels = inPlace.map((transition) => quoted(mark(transition)) + labelOf(transition))
    return [`  note right of ${names.get(id)} : ${labels.join('<br/>')}`]
  })
}

function labelOf(transition: ChartTransition): string {
  const { guard, actions, targets } = transition
  const effect = actions.length > 0 ? ` / ${actions.join(', ')}` : targets.length === 0 ? ' / ignored' : ''
  return quoted(`${causeOf(transition)}${guard ? ` [${guard}]` : ''}${effect}`)
}

type Names = ReadonlyMap<string, string>
type Mark = (transition: ChartTransition) => string

/** Mermaid's own names allow letters, digits and underscores; the machine's name in front would say nothing. */
function shortNames({ states }: ChartModel): Names {
  // Mermaid's words, and the names that this file gives.
  const taken = new Set(['state', 'note', 'end', 'direction', 'class', 'style', 'scale', 'anywhere', 'whole'])
  const [root] = states
  return new Map(
    states.map(({ id }) => {
      const inner = root && id.startsWith(`${root.id}.`) ? id.slice(root.id.length + 1) : id
      if (id === root?.id) return [id, 'anywhere']
      const plain = inner.replace(/\W+/g, '_')
      let name = plain
      for (let count = 2; taken.has(name); count++) name = `${plain}_${count}`
      taken.add(name)
      return [id, name]
    }),
  )
}

/** Mermaid reads these as syntax, also inside a label. */
const quoted = (text: string) => text.replace(/[#;:"<>\n]/g, (char) => `#${char.charCodeAt(0)};`)
