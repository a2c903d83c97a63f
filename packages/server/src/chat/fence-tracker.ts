/** Follows a text as it comes, and knows whether its end is inside of code. */
export interface FenceTracker {
  feed(text: string): void
  /** Whether what comes next is code: in a fence, in a line that may open one, or right after a backtick. */
  readonly isCode: boolean
}

interface Fence {
  mark: string
  length: number
}

/** Fences as Markdown has them, of backticks or tildes, also in a quotation or a list; one that never closes lasts to the end. */
export function createFenceTracker(): FenceTracker {
  let fence: Fence | undefined
  let line = emptyLine()
  let last = ''

  function endLine(): void {
    const { mark, length, isBlank, hasTick } = line
    if (fence) {
      if (mark === fence.mark && length >= fence.length && isBlank) fence = undefined
    } else if (length >= 3 && !(mark === '`' && hasTick)) {
      fence = { mark, length }
    }
    line = emptyLine()
  }

  function feedOne(one: string): void {
    last = one
    if (one === '\n') {
      endLine()
      return
    }
    if (line.part === 'indent') {
      if (/[\s>]/.test(one)) return
      const isMark = one === '`' || one === '~'
      line.part = isMark ? 'marks' : 'rest'
      if (isMark) line.mark = one
    }
    if (line.part === 'marks' && one === line.mark) {
      line.length++
      return
    }
    line.part = 'rest'
    if (one === '`') line.hasTick = true
    if (!/\s/.test(one)) line.isBlank = false
  }

  return {
    feed(text) {
      for (let index = 0; index < text.length; index++) feedOne(text.charAt(index))
    },
    get isCode() {
      return fence !== undefined || line.length >= 3 || last === '`'
    },
  }
}

/** What is known of the line so far: its marks, if it begins with some, and what follows them. */
const emptyLine = () => ({
  part: 'indent' as 'indent' | 'marks' | 'rest',
  mark: '',
  length: 0,
  isBlank: true,
  hasTick: false,
})
