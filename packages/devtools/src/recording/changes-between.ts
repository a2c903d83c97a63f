/** One place where two values differ. */
export interface Change {
  /** Where, from the outside in: `['facts', 'progress']`, `['items', '0']`. Empty where the values as a whole differ. */
  readonly path: readonly string[]
  readonly kind: 'added' | 'removed' | 'changed'
  /** Undefined where it was added. */
  readonly before: unknown
  /** Undefined where it was removed. */
  readonly after: unknown
}

export interface ChangeLimits {
  /** How deep is looked; below that, two values that are not the same one have changed. Default: 8. */
  depth?: number
  /** After how many changes the search ends. Default: 200. */
  count?: number
  /** After how many values the search ends. Default: 20,000. */
  visits?: number
}

/** Of a list, map or object with more fields, these are looked into. */
const MOST_FIELDS = 1000

/**
 * Where two contexts differ, in the order of their fields. What is the same object on both sides is not looked into, so
 * for a machine that replaces only what it changes this costs little. Looks into plain objects, lists, maps and sets;
 * anything else has changed when it is another one. Never throws.
 */
export function changesBetween(
  before: unknown,
  after: unknown,
  { depth = 8, count = 200, visits = 20_000 }: ChangeLimits = {},
): Change[] {
  const changes: Change[] = []
  /** What is being looked into: a value that contains itself ends there. */
  const open = new Set<unknown>()
  let visited = 0
  const isOver = () => visited > visits || changes.length >= count

  const compare = (was: unknown, is: unknown, path: string[]): void => {
    visited += 1
    if (isOver() || isSame(was, is) || (open.has(is) && open.has(was))) return
    const [old, now] = [fieldsOf(was), fieldsOf(is)]
    if (!old || !now || kindOf(was) !== kindOf(is) || path.length >= depth) {
      changes.push({ path, kind: 'changed', before: was, after: is })
      return
    }
    open.add(was).add(is)
    for (const key of new Set([...old.keys(), ...now.keys()])) {
      if (isOver()) break
      const inner = [...path, keyText(key)]
      const [before, after] = [old.get(key), now.get(key)]
      if (!old.has(key)) changes.push({ path: inner, kind: 'added', before, after })
      else if (!now.has(key)) changes.push({ path: inner, kind: 'removed', before, after })
      else compare(before, after, inner)
    }
    open.delete(was)
    open.delete(is)
  }
  compare(before, after, [])
  return changes
}

/** The fields, items or entries that a value is looked into for; null where it is one thing, such as a date. Never throws. */
export function fieldsOf(value: unknown): ReadonlyMap<unknown, unknown> | null {
  if (typeof value !== 'object' || value === null) return null
  try {
    if (Array.isArray(value))
      return new Map(value.slice(0, MOST_FIELDS).map((item, index) => [String(index), item]))
    if (value instanceof Map) return new Map([...value].slice(0, MOST_FIELDS))
    if (value instanceof Set) return new Map([...value].slice(0, MOST_FIELDS).map((item) => [item, item]))
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== null && prototype !== Object.prototype) return null
    return new Map(Object.entries(value).slice(0, MOST_FIELDS))
  } catch {
    // A getter or a proxy that throws.
    return null
  }
}

const keyText = (key: unknown) => (Object(key) === key ? kindOf(key) : String(key))
const kindOf = (value: unknown) => Object.prototype.toString.call(value)

function isSame(before: unknown, after: unknown): boolean {
  if (Object.is(before, after)) return true
  try {
    return before instanceof Date && after instanceof Date && Object.is(before.getTime(), after.getTime())
  } catch {
    // A proxy that was taken back is no date.
    return false
  }
}
