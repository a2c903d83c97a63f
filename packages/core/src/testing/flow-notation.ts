import { type FoldedStep, labelOf } from './flow-step.js'

/** Where a line of a flow ends, in characters. */
const WIDTH = 100

/** A flow as text: states, and the events between them as arrows. */
export function writeFlow(start: string, steps: readonly FoldedStep[]): string {
  const lines: string[] = []
  let line = start
  for (const step of steps) {
    const part = `--${labelOf(step)}--> ${step.to}`
    if (line.length + 1 + part.length > WIDTH) {
      lines.push(line)
      line = `  ${part}`
    } else line += ` ${part}`
  }
  return [...lines, line].join('\n')
}

/** A piece of a flow: a state, an event on its way to the next state, or a gap that any steps may fill. */
export type FlowPiece = { kind: 'state' | 'event'; text: string } | { kind: 'gap' }

/** Reads a flow as it is written, or as somebody expects it. Throws an `Error` for one that says nothing. */
export function readFlow(written: string | readonly string[]): FlowPiece[] {
  const text = typeof written === 'string' ? written : written.join(' ')
  const pieces = [
    ...text.matchAll(/--(?<event>.*?)-->|(?<gap>…|\.\.\.(?=\s|$|--))|(?<state>(?:(?!--|…)\S)+)/gs),
  ].map(({ groups = {} }): FlowPiece => {
    if (groups.event !== undefined)
      return { kind: 'event', text: groups.event.trim().replaceAll(/\s+/g, ' ') }
    return groups.gap === undefined ? { kind: 'state', text: groups.state ?? '' } : { kind: 'gap' }
  })
  if (pieces.length === 0)
    throw new Error('A flow is expected as "idle --GENERATE--> creating … success"; this one is empty.')
  const stray = pieces.find(
    (piece, index) => index > 0 && piece.kind !== 'gap' && piece.kind === pieces[index - 1]?.kind,
  )
  if (stray && stray.kind !== 'gap')
    throw new Error(
      `Between two ${stray.kind}s of a flow stands ${stray.kind === 'state' ? 'an event (--EVENT-->)' : 'a state'} or a gap (…); nothing stands before "${stray.text}".`,
    )
  return pieces
}
