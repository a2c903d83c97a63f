import { type FoldedStep, labelOf } from './flow-step.js'

/** Where a line of a flow ends, in characters. */
const WIDTH = 100

/** A piece of a flow: a state, an event on its way to the next state, or a gap that any steps may fill. */
export type FlowPiece =
  | { kind: 'state'; text: string; paths: readonly string[] }
  | { kind: 'event'; text: string; label: string }
  | { kind: 'gap' }

/** A flow as text: states, and the events between them as arrows. What would read as something else is in quotes. */
export function writeFlow(start: string, steps: readonly FoldedStep[]): string {
  const lines: string[] = []
  let line = writeState(start)
  for (const step of steps) {
    const part = `--${writeLabel(labelOf(step))}--> ${writeState(step.to)}`
    if (line.length + 1 + part.length > WIDTH) {
      lines.push(line)
      line = `  ${part}`
    } else line += ` ${part}`
  }
  return [...lines, line].join('\n')
}

export const pathsOf = (state: string): string[] => state.split(' + ')

export const writeState = (state: string) =>
  pathsOf(state)
    .map((path) => (BARE.test(path) && !isArrow(path) ? path : JSON.stringify(path)))
    .join(' + ')

export const writeLabel = (label: string) =>
  /--|^["->]|-$|[\n\r\t]|^ | $| {2}/.test(label) ? JSON.stringify(label) : label

const QUOTED = '"(?:[^"\\\\]|\\\\.)*"'
const WORD = `(?:(?!--|\\.{3})[^\\s+"…])+`
const PATH = `(?:${QUOTED}|${WORD})`
const BARE = new RegExp(`^${WORD}$`)
const PIECE = new RegExp(
  `\\s*(?:--(?<quoted>${QUOTED})-->|--(?!>)(?<event>(?:(?!--).)+)-->|(?<gap>…|\\.{3})|(?<state>${PATH}(?:\\s*\\+\\s*${PATH})*))`,
  'sy',
)
const EACH_PATH = new RegExp(PATH, 'g')

/** Whether a word is an arrow of another notation, such as `->`. */
const isArrow = (word: string) => /^[-=→]|[>→]$/.test(word)

/** Reads a flow as somebody expects it. Throws an `Error` for one that says nothing, or not so that it can be read. */
export function readFlow(written: string | readonly string[]): FlowPiece[] {
  const text = (typeof written === 'string' ? written : written.join(' ')).trim()
  if (text === '')
    throw new Error('A flow is expected as "idle --GENERATE--> creating … success"; this one is empty.')
  const pieces: FlowPiece[] = []
  for (PIECE.lastIndex = 0; PIECE.lastIndex < text.length; ) {
    const at = PIECE.lastIndex
    const groups = PIECE.exec(text)?.groups
    if (!groups || (groups.state !== undefined && isArrow(groups.state)))
      throw unreadable(text.slice(at).trim())
    const { quoted, event, gap, state = '' } = groups
    const label = quoted === undefined ? event?.trim().replaceAll(/\s+/g, ' ') : read(quoted)
    if (label !== undefined) pieces.push({ kind: 'event', text: quoted ?? label, label })
    else if (gap !== undefined) pieces.push({ kind: 'gap' })
    else pieces.push({ kind: 'state', text: state, paths: (state.match(EACH_PATH) ?? []).map(read) })
  }
  const stray = pieces.find(
    (piece, index) => index > 0 && piece.kind !== 'gap' && piece.kind === pieces[index - 1]?.kind,
  )
  if (stray && stray.kind !== 'gap')
    throw new Error(
      `Between two ${stray.kind}s of a flow stands ${stray.kind === 'state' ? 'an event (--EVENT-->)' : 'a state'} or a gap (…); nothing stands before "${stray.text}".`,
    )
  return pieces
}

function read(word: string): string {
  if (!word.startsWith('"')) return word
  try {
    return JSON.parse(word)
  } catch {
    return word.slice(1, -1)
  }
}

const unreadable = (rest: string) =>
  new Error(
    `An arrow of a flow is written --EVENT-->, and … where any event will do; this cannot be read: "${rest.slice(0, 60)}".`,
  )
