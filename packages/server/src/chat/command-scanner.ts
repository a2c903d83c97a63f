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
  closer: string
  /** Joined once: appending is quadratic where chunks are small. */
  fragments: string[]
  length: number
  /** The last characters, which may be the beginning of the closing tag. */
  tail: string
}

/**
 * Finds commands in a text that comes in chunks. How it is cut makes no difference; it takes time in proportion to the
 * text, and holds back at most one command of `MAX_BODY` characters. Commands in code, quoted with a backtick or never
 * closed are text.
 */
export function createCommandScanner(): CommandScanner {
  const fences = createFenceTracker()
  /** What may become a tag: shorter than one. */
  let undecided = ''
  let open: OpenCommand | undefined
  let names: readonly CommandName[] = COMMANDS
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
      position = open ? scanBody(open, input, position) : scanText(input, position)
    }
  }

  /** Goes on to the next tag, and returns where. */
  function scanText(input: string, from: number): number {
    MAYBE_TAG.lastIndex = from
    const at = MAYBE_TAG.exec(input)?.index
    if (at === undefined) {
      tell(input.slice(from))
      return input.length
    }
    tell(input.slice(from, at))
    const name = names.find((known) => input.startsWith(opener(known), at))
    if (name && !fences.isCode) {
      open = { name, closer: `</${name}>`, fragments: [], length: 0, tail: '' }
      return at + opener(name).length
    }
    const end = input.slice(at, at + LONGEST_TAG)
    if (!name && at + end.length === input.length && names.some((known) => opener(known).startsWith(end))) {
      undecided = end
      return input.length
    }
    tell('<')
    return at + 1
  }

  /** Goes on to the end of the command, of the input, or of what is held of a command; returns where that is. */
  function scanBody(command: OpenCommand, input: string, from: number): number {
    const { closer, fragments, tail } = command
    const room = MAX_BODY + closer.length - command.length
    const taken = input.slice(from, from + room)
    const known = tail + taken
    const at = known.indexOf(closer)
    const used = at < 0 ? taken.length : at + closer.length - tail.length
    fragments.push(taken.slice(0, used))
    command.length += used
    command.tail = known.slice(-(closer.length - 1))
    if (at >= 0) {
      open = undefined
      flushText()
      pieces.push({ command: command.name, body: fragments.join('').slice(0, -closer.length) })
      // Whatever follows is in the middle of a line.
      fences.feed('.')
    } else if (command.length === MAX_BODY + closer.length) {
      open = undefined
      tell(opener(command.name) + fragments.join(''))
    }
    return from + used
  }

  return {
    push(chunk) {
      const input = undecided + chunk
      undecided = ''
      scan(input)
      return takePieces()
    },
    end() {
      // A tag that was never closed is text, and what follows it may hold another command.
      while (open) {
        const { name, fragments } = open
        names = names.filter((one) => one !== name)
        open = undefined
        tell(opener(name))
        scan(fragments.join(''))
      }
      tell(undecided)
      undecided = ''
      return takePieces()
    },
  }
}

/** Where a tag may begin: most brackets are none. */
const MAYBE_TAG = /<(?=c|$)/g
const opener = (name: CommandName) => `<${name}>`
const LONGEST_TAG = Math.max(...COMMANDS.map((name) => opener(name).length))
