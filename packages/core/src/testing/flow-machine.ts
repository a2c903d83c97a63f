import { type ChartState, causeOf, toChartModel } from '../chart/chart-model.js'
import { isVideoMachine } from '../chart/is-video-machine.js'
import { editsBetween } from './edits-between.js'
import type { FlowPiece } from './flow-notation.js'
import type { FlowStep } from './flow-step.js'
import { isPartOf } from './match-flow.js'

/** What is known of the machine whose flow it is; of other logic nothing is. */
export interface FlowMachine {
  id: string
  /** The machine of Reelstate: its parent state `active` goes without saying. */
  isVideo: boolean
  /** A path as a flow shows it, to the whole one. */
  fullPaths: ReadonlyMap<string, string>
  /** Every event that it can take. */
  events: readonly string[]
}

const UNKNOWN: FlowMachine = { id: '', isVideo: false, fullPaths: new Map(), events: [] }

export function toFlowMachine(logic: unknown): FlowMachine {
  const { id, root } = Object(logic) as { id?: string; root?: { states?: Record<string, unknown> } }
  if (id === undefined || !root?.states) return UNKNOWN
  const { states, transitions } = toChartModel(logic)
  const isVideo = isVideoMachine(logic)
  const byId = new Map(states.map((state) => [state.id, state]))
  const pathOf = ({ key, parent }: ChartState): string => {
    const above = parent === null ? undefined : byId.get(parent)
    return above && above.parent !== null ? `${pathOf(above)}.${key}` : key
  }
  const paths = states.filter(({ parent }) => parent !== null).map(pathOf)
  const events = transitions.map(causeOf)
  return {
    id,
    isVideo,
    fullPaths: new Map(paths.map((path) => [shownPath(path, isVideo), path])),
    events: [...new Set(events)].filter((name) => name !== 'always'),
  }
}

export const shownPath = (path: string, isVideo: boolean) => (isVideo ? path.replace(/^active\./, '') : path)

/** Throws an `Error` for a name that no flow of this machine can have, so that no `.not` passes by a slip of the pen. */
export function checkNames(pieces: readonly FlowPiece[], machine: FlowMachine, steps: readonly FlowStep[]) {
  const { id, fullPaths, events } = machine
  if (id === '') return
  const known = [...new Set([...events, ...steps.map(({ event }) => event), 'stop'])]
  for (const piece of pieces) {
    if (piece.kind === 'event' && !known.some((name) => isNamed(piece.label, name)))
      throw unknown(id, 'event', piece.label, known)
    if (piece.kind !== 'state' || fullPaths.size === 0) continue
    for (const part of piece.paths) {
      if ([...fullPaths.values()].some((path) => isPartOf(path, part))) continue
      const keys = [...fullPaths.keys()].flatMap((path) => [path.slice(path.lastIndexOf('.') + 1), path])
      throw unknown(id, 'state', part, [...new Set(keys)])
    }
  }
}

/** Whether a label begins with this name; `*` is XState's name for any event, and `mouse.*` for some. */
const isNamed = (label: string, name: string) =>
  name.endsWith('*') ? label.startsWith(name.slice(0, -1)) : label === name || label.startsWith(`${name} `)

function unknown(id: string, what: string, name: string, known: readonly string[]): Error {
  const [word = ''] = what === 'event' ? name.split(' ') : [name]
  const nearest = known
    .map((candidate) => ({ candidate, edits: editsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
  return new Error(
    `The machine "${id}" has no ${what} "${name}", so no flow of it can have one. The nearest: ${nearest.join(', ')}.`,
  )
}
