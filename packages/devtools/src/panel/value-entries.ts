import { valueText } from './value-text.js'

/** How a value is coloured. */
export type ValueKind = 'text' | 'number' | 'word' | 'empty' | 'object'

export function valueKind(value: unknown): ValueKind {
  if (value === undefined || value === null) return 'empty'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number' || typeof value === 'bigint') return 'number'
  return typeof value === 'object' ? 'object' : 'word'
}

/** What is inside a value, as far as it was read. */
export interface ValueInside {
  /** No two have the same name. */
  readonly entries: readonly (readonly [name: string, value: unknown])[]
  /** How many more there are, which were not read. */
  readonly left: number
}

const NOTHING: ValueInside = { entries: [], left: 0 }

/**
 * Reads the first entries of a value, `most` of them; none where it has no inside, as a date or the bytes of a video.
 * Fields that are undefined say nothing, and are left out. Never throws.
 */
export function insideOf(value: unknown, most: number): ValueInside {
  if (typeof value !== 'object' || value === null) return NOTHING
  try {
    if (value instanceof Date || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return NOTHING
    if (value instanceof Map) {
      const pairs = first(value, most)
      return { entries: named(pairs), left: value.size - pairs.length }
    }
    if (value instanceof Set) return listed(first(value, most), value.size)
    if (Array.isArray(value)) return listed(value.slice(0, most), value.length)
    const names = fieldNames(value)
    const read = names.slice(0, most).map((name) => [name, readField(value, name)] as const)
    return {
      entries: read.filter(([, inner]) => inner !== undefined),
      left: names.length - read.length,
    }
  } catch {
    // A proxy that throws, or that was taken back.
    return NOTHING
  }
}

const listed = (items: readonly unknown[], length: number): ValueInside => ({
  entries: Array.from(items, (inner, index) => [String(index), inner] as const),
  left: length - items.length,
})

function first<Item>(items: Iterable<Item>, most: number): Item[] {
  const found: Item[] = []
  for (const item of items) {
    if (found.length >= most) break
    found.push(item)
  }
  return found
}

/** A map's keys may be anything, and two of them may read alike. */
function named(pairs: readonly [key: unknown, value: unknown][]): [string, unknown][] {
  const names = new Set<string>()
  return pairs.map(([key, inner], index) => {
    const text = typeof key === 'object' && key !== null ? valueText(key) : String(key)
    const name = names.has(text) ? `${text} (${index + 1})` : text
    names.add(name)
    return [name, inner]
  })
}

function fieldNames(value: object): string[] {
  // An error keeps its message, and what caused it, where Object.keys does not look.
  const hidden = value instanceof Error ? ['name', 'message', 'cause'].filter((key) => key in value) : []
  return hidden.length === 0 ? Object.keys(value) : [...new Set([...hidden, ...Object.keys(value)])]
}

/** A getter of somebody's object may throw; the panel goes on. */
function readField(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key)
  } catch (error) {
    return error
  }
}
