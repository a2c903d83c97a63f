/** One thing found in a prompt. */
export interface Match<Id extends string> {
  id: Id
  /** Its first word, counted from 0. */
  at: number
  /** How many words. */
  length: number
  /** Whether it was written in the plural. */
  plural: boolean
}

type Tables = Record<string, Record<string, string>>
type Found<T extends Tables> = { [Name in keyof T]: Match<Extract<keyof T[Name], string>>[] } & {
  covered: Set<number>
}

const LONGEST_PHRASE = 3
const IRREGULAR_PLURALS = new Set([
  'people',
  'men',
  'women',
  'children',
  'geese',
  'mice',
  'cattle',
  'snowmen',
  'cacti',
  'fungi',
])

/** Splits a text into lower-case words of any script. */
export function splitWords(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]s\b/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

function singulars(word: string): string[] {
  if (word.length < 4 || !word.endsWith('s')) return []
  const stems = [word.slice(0, -1)]
  if (word.endsWith('ies')) stems.push(`${word.slice(0, -3)}y`)
  if (word.endsWith('ves')) stems.push(`${word.slice(0, -3)}f`, `${word.slice(0, -3)}fe`)
  if (word.endsWith('es')) stems.push(word.slice(0, -2))
  return stems
}

function invert(table: Record<string, string>): Map<string, string> {
  const ids = new Map<string, string>()
  for (const [id, phrases] of Object.entries(table)) {
    for (const phrase of phrases.split('|')) if (!ids.has(phrase)) ids.set(phrase, id)
  }
  return ids
}

function scan(words: readonly string[], table: Record<string, string>): Match<string>[] {
  const ids = invert(table)
  const matches: Match<string>[] = []
  for (let at = 0; at < words.length; at++) {
    for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0; length--) {
      const start = words.slice(at, at + length - 1)
      const last = words[at + length - 1] ?? ''
      const exact = ids.get([...start, last].join(' '))
      const single = singulars(last)
        .map((stem) => ids.get([...start, stem].join(' ')))
        .find((id) => id !== undefined)
      const id = exact ?? single
      if (id === undefined) continue
      matches.push({ id, at, length, plural: exact === undefined || IRREGULAR_PLURALS.has(last) })
      at += length - 1
      break
    }
  }
  return matches
}

/**
 * Finds the phrases of each table among the words. A word inside a longer phrase means nothing by itself, in any
 * table: the jet of "jet black" is no airplane.
 */
export function findWords<T extends Tables>(words: readonly string[], tables: T): Found<T> {
  const all = Object.entries(tables).map(([name, table]) => [name, scan(words, table)] as const)
  const longest = words.map(() => 0)
  for (const [, matches] of all) {
    for (const { at, length } of matches) {
      for (let index = at; index < at + length; index++)
        longest[index] = Math.max(longest[index] ?? 0, length)
    }
  }
  const kept = all.map(([name, matches]) => [
    name,
    matches.filter(({ at, length }) => (longest[at] ?? 0) <= length),
  ])
  const covered = new Set(longest.flatMap((length, index) => (length > 0 ? [index] : [])))
  return { ...Object.fromEntries(kept), covered } as Found<T>
}
