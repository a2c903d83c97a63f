import { type FoldedStep, labelOf } from './flow-step.js'

/** Where the lanes stand, in characters. */
const USER = 4
const MACHINE = 36
const SERVER = 68
/** Steps shown around the mark. */
const BEFORE = 8
const AFTER = 2

/** Which part of a flow to mark: the event of a step, or the state that it leads to; -1 is the state at the start. */
export interface FlowMark {
  step: number
  part: 'event' | 'state'
}

/** A flow as a sequence diagram in characters, with a mark: for a terminal. */
export function drawFlow(start: string, steps: readonly FoldedStep[], mark: FlowMark): string {
  const first = Math.max(0, mark.step - BEFORE)
  const last = Math.min(steps.length, mark.step + 1 + AFTER)
  const rows = [header()]
  const isMarked = (step: number, part: FlowMark['part']) => mark.step === step && mark.part === part
  if (first > 0) rows.push(row(note(`… ${first} more`)))
  rows.push(row(note(`[${steps[first - 1]?.to ?? start}]`), isMarked(first - 1, 'state')))
  for (const [index, step] of steps.entries()) {
    if (index < first || index >= last) continue
    rows.push(row(arrow(step), isMarked(index, 'event')))
    for (const call of step.calls) rows.push(row(message(MACHINE, SERVER, call, 'right')))
    const isStateMarked = isMarked(index, 'state')
    if (step.to !== step.from || isStateMarked) rows.push(row(note(`[${step.to}]`), isStateMarked))
  }
  if (last < steps.length) rows.push(row(note(`… ${steps.length - last} more`)))
  else if (mark.step >= steps.length) rows.push(row(note('(the end)'), true))
  return rows.join('\n')
}

type Cells = (line: string) => string

const header = () => place(place(place('', USER - 1, 'User'), MACHINE - 3, 'Machine'), SERVER - 2, 'Server')

function row(draw: Cells, isMarked = false): string {
  const lanes = [USER, MACHINE, SERVER].reduce((line, at) => place(line, at, '|'), '')
  return (isMarked ? '>' : ' ') + draw(lanes).slice(1).trimEnd()
}

/** Text in the machine's lane. */
const note =
  (text: string): Cells =>
  (line) =>
    place(line, Math.max(1, MACHINE - Math.floor(text.length / 2)), text)

function arrow(step: FoldedStep): Cells {
  const label = labelOf(step)
  if (step.source === 'user') return message(USER, MACHINE, label, 'right')
  return step.source === 'server' ? message(MACHINE, SERVER, label, 'left') : note(`(${label})`)
}

function message(from: number, to: number, label: string, points: 'left' | 'right'): Cells {
  const room = to - from - 1
  const fits = room - 8
  const text = ` ${label.length > fits ? `${label.slice(0, fits - 1)}…` : label} `
  const before = Math.floor((room - 1 - text.length) / 2)
  const after = room - 1 - text.length - before
  const [left, right] = ['-'.repeat(before), '-'.repeat(after)]
  return (line) =>
    place(line, from + 1, points === 'right' ? `${left}${text}${right}>` : `<${left}${text}${right}`)
}

const place = (line: string, at: number, text: string) =>
  line.padEnd(at).slice(0, at) + text + line.slice(at + text.length)
