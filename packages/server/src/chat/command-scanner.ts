import { createFenceTracker } from './fence-tracker.js'

export const COMMANDS = ['createAIVideo', 'continueVideoPolling'] as const
export type CommandName = (typeof COMMANDS)[number]

/** A piece of what an LLM wrote: text to show, or a command with what stands between its tags. */
export type ScannedPiece = { text: string } | { command: CommandName; body: string }

export interface CommandScanner {
  /** The next chunk of the text; returns what is certain by now. */
  push(chunk: string): ScannedPiece[]
  /** That was all: what was held back comes as text. */
  end(): ScannedPiece[]
}

/** A command that is longer is text, in characters. */
export const MAX_BODY = 65_536

interface OpenCommand {
  name: CommandName
  /** Joined once: appending is quadratic where chunks are small. */
  fragments: string[]
  length: number
}

/**
 * Finds commands in a text that comes in chunks. How it is cut makes no difference; it takes time in proportion to the
 * text, and holds back at most one command of `MAX_BODY` characters. Commands in fences or between backticks are text, and
 * so is a tag that is never closed, or that another one follows before it is: that is talk about the command.
 */
export function createCommandScanner(): CommandScanner {
  const fences = createFenceTracker()
  /** What may become a tag: shorter than one. */
  let undecided = ''
  let open: OpenCommand | undefined
  let pieces: ScannedPiece[] = []
  let text: string[] = []

  function tell(shown: string): void {
    fences.feed(shown)
    text.push(shown)
  }

  function takePieces(): ScannedPiece[] {
    flushText()
    const taken = pieces
    pieces = []
    return taken
  }

  function flushText(): void {
    const joined = text.join('')
    text = []
    if (joined !== '') pieces.push({ text: joined })
  }

  function scan(input: string): void {
    let position = 0
    while (position < input.length) {
      const tag = nextTag(input, position)
      take(input.slice(position, tag.at))
      if (!tag.name) {
        undecided = input.slice(tag.at)
        return
      }
      position = meet(tag.name, tag.text, tag.at)
    }
  }

  /** What stands before a tag: of the command that is open, or text. */
  function take(passed: string): void {
    if (!open) {
      tell(passed)
      return
    }
    open.fragments.push(passed)
    open.length += passed.length
    if (open.length > MAX_BODY) giveUp(open)
  }

  /** Returns where to go on. */
  function meet(name: CommandName, tag: string, at: number): number {
    const isOpener = tag === opener(name)
    if (open && isOpener) giveUp(open)
    if (open && tag === closer(open.name)) {
      const { name: command, fragments } = open
      open = undefined
      flushText()
      pieces.push({ command, body: fragments.join('') })
      // Whatever follows is in the middle of a line.
      fences.feed('.')
    } else if (!open && isOpener && !fences.isCode) {
      open = { name, fragments: [], length: 0 }
    } else {
      take(tag)
    }
    return at + tag.length
  }

  /** It was no command. */
  function giveUp({ name, fragments }: OpenCommand): void {
    open = undefined
    tell(opener(name) + fragments.join(''))
  }

  return {
    push(chunk) {
      const input = undecided + chunk
      undecided = ''
      scan(input)
      return takePieces()
    },
    end() {
      take(undecided)
      undecided = ''
      if (open) giveUp(open)
      return takePieces()
    },
  }
}

const opener = (name: CommandName) => `<${name}>`
const closer = (name: CommandName) => `</${name}>`

const TAGS = COMMANDS.flatMap((name) => [
  { name, text: opener(name) },
  { name, text: closer(name) },
])
const LONGEST_TAG = Math.max(...TAGS.map(({ text }) => text.length))
/** Where a tag may begin: most brackets are none. */
const MAYBE_TAG = /<(?=[c/]|$)/g

/** The next tag of a command; at the end of the input one without a name, which begins where one may begin. */
function nextTag(input: string, from: number): { at: number; name?: CommandName; text: string } {
  MAYBE_TAG.lastIndex = from
  for (let found = MAYBE_TAG.exec(input); found; found = MAYBE_TAG.exec(input)) {
    const at = found.index
    const seen = input.slice(at, at + LONGEST_TAG)
    const tag = TAGS.find(({ text }) => seen.startsWith(text))
    if (tag) return { at, ...tag }
    const isCut = at + seen.length === input.length
    if (isCut && TAGS.some(({ text }) => text.startsWith(seen))) return { at, text: '' }
  }
  return { at: input.length, text: '' }
}
