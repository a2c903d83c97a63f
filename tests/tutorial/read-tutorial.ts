/** What a reader does, or sees, at one code block of a page. */
export type TutorialBlock =
  /** A file as it is to be, under a line that is nothing but its name. */
  | { kind: 'file'; name: string; code: string; line: number }
  /** What changes in a file, as a diff without line numbers, under such a line. */
  | { kind: 'change'; name: string; code: string; line: number }
  /** Commands, one a line. */
  | { kind: 'commands'; commands: string[]; line: number }
  /** What the commands before it print; a line `…` stands for lines that are left out. */
  | { kind: 'output'; text: string; line: number }

const FENCE = /^```(\w+)\n([\s\S]*?)^```$/gm
const FILE_NAME = /^`([\w./-]+\.\w+)`\n\n?$/

/** The code blocks of a page, in order. Throws for one that is neither a named file, commands, nor an output. */
export function readTutorial(page: string): TutorialBlock[] {
  return [...page.matchAll(FENCE)].map(({ index, 1: language = '', 2: code = '' }): TutorialBlock => {
    const before = page.slice(0, index)
    const line = before.split('\n').length
    if (language === 'sh') return { kind: 'commands', commands: code.trimEnd().split('\n'), line }
    if (language === 'text') return { kind: 'output', text: code, line }
    const [, name] = FILE_NAME.exec(before.slice(before.search(/[^\n]*\n\n?$/))) ?? []
    if (!name) throw new Error(`The block in line ${line} has no line with the name of its file before it.`)
    return { kind: language === 'diff' ? 'change' : 'file', name, code, line }
  })
}

/** The text after a change; an empty line stands between its parts. What has no sign or a `-` must be there, once. */
export function changed(text: string, diff: string): string {
  return diff
    .trimEnd()
    .split('\n\n')
    .reduce((all, part) => replaced(all, side(part, '-'), side(part, '+')), text)
}

/** The lines of a part before (`-`) or after (`+`) the change. */
const side = (part: string, sign: '-' | '+') =>
  part
    .split('\n')
    .filter((line) => line.startsWith(sign) || line.startsWith(' '))
    .map((line) => `${line.slice(1)}\n`)
    .join('')

function replaced(text: string, old: string, now: string): string {
  const [before, after, ...more] = text.split(old)
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`The file should have these lines once:\n${old}`)
  return before + now + after
}

/** An output without what differs from run to run: colours are off, times and empty lines go. */
export function steadyLines(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.replace(/ \d+(\.\d+)?m?s$/, '').trimEnd())
    .filter((line) => line !== '')
}
