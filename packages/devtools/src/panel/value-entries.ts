/** How a value is coloured. */
export type ValueKind = 'text' | 'number' | 'word' | 'empty' | 'object'

export function kindOf(value: unknown): ValueKind {
  if (value === undefined || value === null) return 'empty'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number' || typeof value === 'bigint') return 'number'
  return typeof value === 'object' ? 'object' : 'word'
}

/**
 * What is inside a value, by name; empty for what has no inside. Fields that are undefined say nothing, and are left out.
 * Reads no more than `most` of it.
 */
export function entriesOf(
  value: unknown,
  most: number,
): readonly (readonly [name: string, value: unknown])[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return []
  if (value instanceof Map) return [...value].slice(0, most).map(([key, inner]) => [String(key), inner])
  const list = value instanceof Set ? [...value] : value
  if (Array.isArray(list)) return list.slice(0, most).map((inner, index) => [String(index), inner])
  return fieldNames(value)
    .slice(0, most)
    .map((key) => [key, read(value, key)])
}

/** How many entries there are in all. */
export function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Date) return 0
  if (value instanceof Map || value instanceof Set) return value.size
  return Array.isArray(value) ? value.length : fieldNames(value).length
}

function fieldNames(value: object): string[] {
  // An error keeps its message, and what caused it, where Object.keys does not look.
  const hidden = value instanceof Error ? ['name', 'message', 'cause'].filter((key) => key in value) : []
  return [...new Set([...hidden, ...Object.keys(value)])].filter((key) => read(value, key) !== undefined)
}

/** A getter of somebody's object may throw; the panel goes on. */
function read(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key)
  } catch (error) {
    return error
  }
}
