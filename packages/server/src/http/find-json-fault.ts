const MAX_DEPTH = 64
const MAX_VALUES = 10_000

/**
 * What would make JSON from outside hard on whoever handles it next, in words for its sender: nesting that exhausts a stack,
 * values without end, and texts that no database or provider takes. Takes one pass, and no stack of its own.
 */
export function findJsonFault(json: unknown): string | undefined {
  let level: unknown[] = [json]
  let values = 0
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return `The body is nested deeper than ${MAX_DEPTH} levels. Flatten it.`
    values += level.length
    if (values > MAX_VALUES) return `The body holds more than ${MAX_VALUES} values. Send fewer.`
    if (level.some(isBroken)) {
      return 'A text in the body holds half a character or a NUL. Send whole Unicode characters.'
    }
    level = level.flatMap((value) => (isObject(value) ? fieldsOf(value) : []))
  }
  return undefined
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** The names of fields are texts as well. */
const fieldsOf = (value: object): unknown[] =>
  Array.isArray(value) ? value : [...Object.keys(value), ...Object.values(value)]

const isBroken = (value: unknown): boolean => typeof value === 'string' && /\0|\p{Surrogate}/u.test(value)
