import { type FoldedStep, labelOf } from './flow-step.js'

const NAMES = { user: 'User', machine: 'Machine', server: 'Server' } as const

/** A flow as a Mermaid sequence diagram: Markdown shows it as a picture. */
export function writeSequenceDiagram(start: string, steps: readonly FoldedStep[]): string {
  const lines = ['sequenceDiagram']
  for (const name of Object.values(NAMES)) lines.push(`participant ${name}`)
  const note = (state: string) => lines.push(`Note over Machine: ${plain(state)}`)
  note(start)
  for (const step of steps) {
    const arrow = step.source === 'server' ? '-->>' : '->>'
    lines.push(`${NAMES[step.source]}${arrow}Machine: ${plain(labelOf(step))}`)
    for (const call of step.calls) lines.push(`Machine->>Server: ${plain(call)}`)
    if (step.to !== step.from) note(step.to)
  }
  return lines.join('\n  ')
}

/** Without the characters that end a line of Mermaid, or begin one of its entities. */
const plain = (text: string) => text.replaceAll(/[;#\n]/g, ' ')
