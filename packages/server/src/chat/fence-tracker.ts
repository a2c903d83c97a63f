/** Follows a text as it comes, and knows whether its end is inside of code. */
export interface FenceTracker {
  feed(text: string): void
  /** Whether what comes next is code: in a fence, in a line that may open one, or between backticks. */
  readonly isCode: boolean
}

interface Fence {
  mark: string
  length: number
  /** In how many quotations it is: a line that is in fewer ends it. */
  quotes: number
  indent: number
}

/** Four spaces make code of a line by themselves, so no fence begins or ends behind them. */
const TOO_FAR = 4
const TAB = 4
const LIST_MARKER = /^(?:[-+*]|\d{1,9}[.)])$/
/** A list's marker, or what may become one. */
const MAYBE_MARKER = /^(?:[-+*]|\d{1,9}[.)]?)$/

/**
 * Code as Markdown has it in what LLMs write: fences of backticks or tildes, also in quotations and lists, and text between
 * backticks in one line. A fence that never closes lasts to the end, and a backtick to the end of its line, because nobody
 * knows yet what will follow. Other code, such as a line that is only indented, is text here.
 */
export function createFenceTracker(): FenceTracker {
  let fence: Fence | undefined
  let isInList = false
  let line = emptyLine()

  function feedOne(one: string): void {
    if (one === '\n') endLine()
    else if (line.part === 'indent') feedIndent(one)
    else feedRest(one)
  }

  /** What stands before the text of a line: spaces, the marks of quotations and of lists. */
  function feedIndent(one: string): void {
    if (one === '>' && line.marker === '' && line.quotes < (fence?.quotes ?? Number.POSITIVE_INFINITY)) {
      line.quotes++
      line.indent = 0
    } else if (/\s/.test(one) && (line.marker === '' || LIST_MARKER.test(line.marker))) {
      if (line.marker !== '') takeMarker()
      line.indent += one === '\t' ? TAB - (line.indent % TAB) : 1
    } else if (!fence && MAYBE_MARKER.test(line.marker + one)) {
      line.marker += one
    } else {
      beginText(one)
    }
  }

  /** A marker is one once a space follows. */
  function takeMarker(): void {
    isInList = true
    line.hasMarker = true
    line.indent += line.marker.length
    line.marker = ''
  }

  function beginText(first: string): void {
    const { quotes, indent, hasMarker, marker } = line
    if (fence && quotes < fence.quotes) fence = undefined
    // What is no part of an item ends its list.
    if (!fence && !hasMarker && indent === 0 && first !== '\n') isInList = false
    const isNear = fence ? indent < fence.indent + TOO_FAR : indent < TOO_FAR || isInList
    const isMark = (first === '`' || first === '~') && marker === '' && isNear
    line.part = isMark ? 'marks' : 'rest'
    line.mark = isMark ? first : ''
    feedRest(first)
  }

  function feedRest(one: string): void {
    if (line.part === 'marks' && one === line.mark) line.length++
    else line.part = 'rest'
    if (one === '`') {
      line.run++
      if (line.part === 'rest') line.hasTick = true
    } else {
      line.span = afterRun(line)
      line.run = 0
    }
    if (line.part === 'rest' && !/\s/.test(one)) line.isBlank = false
  }

  function endLine(): void {
    if (line.part === 'indent') beginText('\n')
    const { mark, length, isBlank, hasTick, quotes, indent } = line
    if (fence) {
      if (mark === fence.mark && length >= fence.length && isBlank) fence = undefined
    } else if (length >= 3 && !(mark === '`' && hasTick)) {
      fence = { mark, length, quotes, indent }
    }
    line = emptyLine()
  }

  return {
    feed(text) {
      for (let index = 0; index < text.length; index++) feedOne(text.charAt(index))
    },
    get isCode() {
      // A line that is in fewer quotations than the fence ends it with its first letter.
      const isInFence = fence !== undefined && !(line.part === 'indent' && line.quotes < fence.quotes)
      const opensFence = line.mark === '~' && line.length >= 3
      return isInFence || opensFence || afterRun(line) > 0
    },
  }
}

/** What is known of the line so far. */
const emptyLine = () => ({
  part: 'indent' as 'indent' | 'marks' | 'rest',
  quotes: 0,
  /** In columns, from the last quotation's mark on. */
  indent: 0,
  /** The beginning of a list's marker. */
  marker: '',
  hasMarker: false,
  /** What its text begins with, if that may be a fence, and how often. */
  mark: '',
  length: 0,
  /** Whether nothing follows the marks. */
  isBlank: true,
  hasTick: false,
  /** Backticks just before here. */
  run: 0,
  /** How many backticks close what is between backticks here; 0 where nothing is. */
  span: 0,
})

/** The open span once its last run of backticks is over. */
function afterRun({ run, span }: { run: number; span: number }): number {
  if (run === 0 || (span > 0 && run !== span)) return span
  return span === 0 ? run : 0
}
