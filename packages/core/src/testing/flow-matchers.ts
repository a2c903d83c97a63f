import { nameOfValue } from '../chart/machine-shape.js'
import { drawFlow, type FlowMark } from './draw-flow.js'
import { checkNames } from './flow-machine.js'
import { type FlowPiece, readFlow } from './flow-notation.js'
import { foldSteps } from './flow-step.js'
import { differenceOf, piecesOf } from './match-flow.js'
import { type Flow, machineOf } from './record-flow.js'

/**
 * The matchers as types, for your test runner. In Vitest, in any `.d.ts` or test file:
 *
 * ```ts
 * import type { FlowMatchers } from '@reelstate/core/testing'
 * declare module 'vitest' {
 *   interface Matchers<T = any> extends FlowMatchers<T> {}
 * }
 * ```
 *
 * In Jest the same with `declare module 'expect' { interface Matchers<R> extends FlowMatchers<R> {} }`, or, with its
 * global `expect`, `declare global { namespace jest { interface Matchers<R> extends FlowMatchers<R> {} } }`.
 */
export interface FlowMatchers<R = unknown> {
  /**
   * Whether a recorded flow went as written: the notation of `flow.toString()`, in one string or in lines. `…` (or `...`)
   * stands for any steps, a state may be written by any run of parts of its path (`polling`, `live` or `polling.live` for
   * `active.polling.live`), of parallel states some are enough, and an event without details stands for the same one with
   * any (`FAILED` for `FAILED moderated`). Of repeats that are one step, `STATUS 10..90 (x9)`, each one may be written alone
   * (`STATUS 50`). Throws for a state or an event that the machine does not have.
   */
  toMatchFlow(expected: string | readonly string[]): R
}

interface MatcherResult {
  pass: boolean
  message: () => string
}

/**
 * For `expect.extend(flowMatchers)` in Vitest and Jest:
 *
 * ```ts
 * expect(flow).toMatchFlow('idle --GENERATE--> creating … --RESULT--> success')
 * ```
 *
 * A failure draws the flow as a sequence diagram, marks the first step that differs and says what was expected there.
 */
export const flowMatchers = {
  toMatchFlow(received: unknown, expected: string | readonly string[]): MatcherResult {
    if (!isFlow(received))
      throw new TypeError(`toMatchFlow() checks what recordFlow() returned; it got ${typeof received}.`)
    const texts: unknown[] = [expected].flat()
    if (!texts.every((text) => typeof text === 'string'))
      throw new TypeError(
        `toMatchFlow() takes the expected flow as text, such as "idle … success", or as a list of lines; it got ${nameOfValue(expected)}.`,
      )
    const machine = machineOf(received)
    const actual = piecesOf(received.start, foldSteps(received.steps, machine.isVideo), machine)
    const wanted = readFlow(expected)
    checkNames(wanted, machine, received.steps)
    const difference = differenceOf(actual, wanted)
    const written = typeof expected === 'string' ? expected.trim() : expected.join('\n')
    return {
      pass: difference === undefined,
      message: () =>
        difference
          ? tellDifference(received, actual, wanted, difference)
          : `The flow should not be this one, and it is:\n\n${written}\n\nThe whole flow:\n${received}`,
    }
  },
}

const isFlow = (value: unknown): value is Flow =>
  Array.isArray(Object(value).steps) && 'start' in Object(value)

function tellDifference(
  flow: Flow,
  actual: readonly FlowPiece[],
  wanted: readonly FlowPiece[],
  { actualAt, expectedAt }: { actualAt: number; expectedAt: number },
): string {
  const [foundText, wantedText] = [tell(actual, actualAt), tell(wanted, expectedAt)]
  return [
    'The flow is not the expected one.',
    '',
    drawFlow(flow.start, foldSteps(flow.steps, machineOf(flow).isVideo), markAt(actualAt)),
    '',
    `> expected here: ${wantedText}`,
    `  what happened: ${foundText}`,
    '',
    'The whole flow:',
    `${flow}`,
  ].join('\n')
}

/** A flow is a state, and then an event and a state for each step. */
const markAt = (place: number): FlowMark => ({
  step: Math.ceil(place / 2) - 1,
  part: place % 2 === 0 ? 'state' : 'event',
})

/** A piece with what follows it, as it is written. */
function tell(pieces: readonly FlowPiece[], at: number): string {
  const texts = pieces.slice(at, at + 4).map((piece) => {
    if (piece.kind === 'gap') return '…'
    return piece.kind === 'event' ? `--${piece.text}-->` : piece.text
  })
  return texts.length === 0 ? 'the end of the flow' : texts.join(' ')
}
