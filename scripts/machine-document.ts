import { videoMachine } from '@reelstate/core/machine'
import { toMermaid } from '@reelstate/core/testing'

/** The page that shows the machine, made from the machine. */
export function machineDocument(): string {
  return `# The machine

This page is made from \`packages/core/src/video-machine.ts\` by \`pnpm diagram\`; a test fails when the two differ.

Names in capitals are events, names in brackets are guards, names behind a slash are actions, and \`after\` is a delay. An
event that changes what is known, but not where the run is, stands in a note.

\`\`\`mermaid
${toMermaid(videoMachine).trim()}
\`\`\`
`
}
