import type { FlowMachine } from './flow-machine.js'
import { type FlowPiece, pathsOf, writeLabel, writeState } from './flow-notation.js'
import { type FoldedStep, labelOf } from './flow-step.js'

/** Where a flow stops being the expected one: places in the pieces of each; their length stands for the end. */
export interface FlowDifference {
  actualAt: number
  expectedAt: number
}

/** What an event is matched by: its name, its label with all details, and those of the steps that it was folded from. */
type ActualPiece = FlowPiece & { name?: string; labels?: readonly string[] }

/** The pieces of a flow as it happened: a state, and then an event and a state for each step. */
export function piecesOf(start: string, steps: readonly FoldedStep[], machine: FlowMachine): ActualPiece[] {
  const state = (name: string): ActualPiece => ({
    kind: 'state',
    text: writeState(name),
    paths: pathsOf(name).map((path) => machine.fullPaths.get(path) ?? path),
  })
  const event = (step: FoldedStep): ActualPiece => {
    const label = labelOf(step)
    return { kind: 'event', text: writeLabel(label), label, name: step.event, labels: step.labels }
  }
  return [state(start), ...steps.flatMap((step) => [event(step), state(step.to)])]
}

/**
 * Compares a flow with what is expected of it: undefined where it is that, otherwise the furthest place that both agree
 * up to. A gap takes any pieces. A state may be written by any run of parts of its path (`polling`, `live` or
 * `polling.live` for `active.polling.live`); of parallel states some are enough, in any order. An event without details
 * stands for the same one with any (`FAILED` for `FAILED moderated`), and one of several that were folded for all of them
 * (`STATUS 50` for `STATUS 10..90 (x3)`).
 */
export function differenceOf(
  actual: readonly ActualPiece[],
  expected: readonly FlowPiece[],
): FlowDifference | undefined {
  let furthest: FlowDifference = { actualAt: 0, expectedAt: 0 }
  /** The places in `expected` that what came before `actualAt` can lead to. */
  let open = new Set([0])
  for (let actualAt = 0; actualAt <= actual.length; actualAt++) {
    const found = actual[actualAt]
    const next = new Set<number>()
    // A set that grows is walked to its new end.
    for (const expectedAt of open) {
      if (expectedAt >= furthest.expectedAt) furthest = { actualAt, expectedAt }
      const wanted = expected[expectedAt]
      if (wanted?.kind === 'gap') {
        open.add(expectedAt + 1)
        if (found) next.add(expectedAt)
      } else if (wanted && found && isOne(found, wanted)) next.add(expectedAt + 1)
    }
    if (!found && open.has(expected.length)) return undefined
    open = next
  }
  return furthest
}

function isOne(found: ActualPiece, wanted: FlowPiece): boolean {
  if (found.kind === 'state' && wanted.kind === 'state')
    return wanted.paths.every((part) => found.paths.some((path) => isPartOf(path, part)))
  if (found.kind !== 'event' || wanted.kind !== 'event') return false
  const said = plain(wanted.label)
  // Half of a name with a blank in it is none.
  const isNamed = said.length >= plain(found.name ?? '').length
  return [found.label, ...(found.labels ?? [])]
    .map(plain)
    .some((label) => label === said || (isNamed && label.startsWith(`${said} `)))
}

/** Whether these are parts of a path, one after the other. */
export const isPartOf = (path: string, part: string) => `.${path}.`.includes(`.${part}.`)

const plain = (label: string) => label.trim().replaceAll(/\s+/g, ' ')
