import type { FlowPiece } from './flow-notation.js'

/** Where a flow stops being the expected one: places in the pieces of each; their length stands for the end. */
export interface FlowDifference {
  actualAt: number
  expectedAt: number
}

/**
 * Compares a flow with what is expected of it: undefined where it is that, otherwise the furthest place that both agree
 * up to. A gap takes any pieces, a state may be written by any part of its path (`polling` or `live` for `polling.live`),
 * and an event without details stands for the same one with any (`FAILED` for `FAILED moderated`).
 */
export function differenceOf(
  actual: readonly FlowPiece[],
  expected: readonly FlowPiece[],
): FlowDifference | undefined {
  let furthest: FlowDifference = { actualAt: 0, expectedAt: 0 }
  const failed = new Set<number>()

  function agrees(actualAt: number, expectedAt: number): boolean {
    const place = actualAt * (expected.length + 1) + expectedAt
    if (failed.has(place)) return false
    const wanted = expected[expectedAt]
    const found = actual[actualAt]
    const isFurther =
      expectedAt > furthest.expectedAt || (expectedAt === furthest.expectedAt && actualAt > furthest.actualAt)
    if (isFurther) furthest = { actualAt, expectedAt }
    const isSo = !wanted
      ? !found
      : wanted.kind === 'gap'
        ? agrees(actualAt, expectedAt + 1) || (!!found && agrees(actualAt + 1, expectedAt))
        : !!found && isOne(found, wanted) && agrees(actualAt + 1, expectedAt + 1)
    if (!isSo) failed.add(place)
    return isSo
  }

  return agrees(0, 0) ? undefined : furthest
}

function isOne(found: FlowPiece, wanted: FlowPiece): boolean {
  if (found.kind === 'gap' || wanted.kind === 'gap' || found.kind !== wanted.kind) return false
  if (found.text === wanted.text) return true
  if (wanted.kind === 'event') return found.text.startsWith(`${wanted.text} `)
  return found.text.split('+').some((path) => `.${path}.`.includes(`.${wanted.text}.`))
}
