import { isSecret, MASK, maskPair, maskText } from './mask-secrets.js'

// Values of a page as JSON and back: `{ "$date": "…" }` is a date, and so on. What cannot come back, such as a function,
// becomes a marker that a person can read.

/** Below this, values are left out. */
const DEEPEST = 60
/** How many values one context may have. */
const MOST_VALUES = 50_000
/** Longer texts are cut: a video may be one. */
const LONGEST_TEXT = 100_000
/** These are made again what they were; a field that is really called so gets one more `$`. */
const MARKER = /^\$+(?:date|error|map|set|number|bigint)$/

/** As JSON can hold it. What looks like a secret is masked. Never throws. */
export function toPlain(value: unknown): unknown {
  let left = MOST_VALUES
  const open = new Set<unknown>()

  const plainOf = (value: unknown): unknown => {
    left -= 1
    if (typeof value === 'string')
      return value.length > LONGEST_TEXT
        ? { $cut: `${maskText(value.slice(0, 200))}…`, length: value.length }
        : maskText(value)
    if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) }
    if (typeof value === 'bigint') return { $bigint: String(value) }
    if (typeof value === 'function') return { $function: value.name }
    if (typeof value === 'symbol') return { $symbol: String(value.description) }
    if (typeof value !== 'object' || value === null) return value ?? null
    if (open.has(value)) return { $circular: true }
    if (left < 0 || open.size >= DEEPEST) return { $cut: 'There is more here.' }
    open.add(value)
    const plain = plainObject(value)
    open.delete(value)
    return plain
  }

  const plainObject = (value: object): unknown => {
    try {
      if (Array.isArray(value)) return take(value.length === 2 ? maskPair(value) : value).map(plainOf)
      if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? '' : value.toISOString() }
      if (value instanceof Error) return { $error: plainFields({ ...value, ...errorFields(value) }) }
      if (value instanceof Map) return { $map: take([...value]).map((pair) => maskPair(pair).map(plainOf)) }
      if (value instanceof Set) return { $set: take([...value]).map(plainOf) }
      if (value instanceof URL) return maskText(value.href)
      const prototype = Object.getPrototypeOf(value)
      if (prototype === null || prototype === Object.prototype) return plainFields(value)
      return { $class: String(prototype.constructor?.name) }
    } catch {
      // A getter or a proxy that throws.
      return { $cut: 'It cannot be read.' }
    }
  }

  const plainFields = (value: object): Record<string, unknown> => {
    // `{ name: 'Authorization', value: '…' }`, as lists of headers have it.
    const { name, key = name } = value as { name?: unknown; key?: unknown }
    return Object.fromEntries(
      take(Object.entries(value))
        .filter(([, inner]) => inner !== undefined)
        .map(([field, inner]) => [
          MARKER.test(field) ? `$${field}` : field,
          isSecret(field, inner) || (field === 'value' && isSecret(key, inner)) ? MASK : plainOf(inner),
        ]),
    )
  }

  const take = <T>(list: T[]): T[] => list.slice(0, Math.max(0, left))

  return plainOf(value)
}

/** What `toPlain` was given, as far as it can come back. Throws a `RangeError` for what is nested without end. */
export function fromPlain(plain: unknown, depth = 0): unknown {
  if (typeof plain !== 'object' || plain === null) return plain
  if (depth > DEEPEST * 3) throw new RangeError('It is nested too deeply.')
  if (Array.isArray(plain)) return plain.map((item) => fromPlain(item, depth + 1))
  const fields = Object.entries(plain)
  const [[key, inner] = []] = fields
  const revived = fields.length === 1 && key !== undefined ? revive(key, inner, depth + 1) : undefined
  if (revived !== undefined) return revived
  return Object.fromEntries(
    fields.map(([key, inner]) => [
      key.startsWith('$$') && MARKER.test(key) ? key.slice(1) : key,
      fromPlain(inner, depth + 1),
    ]),
  )
}

function revive(marker: string, plain: unknown, depth: number): unknown {
  if (marker === '$date') return new Date(typeof plain === 'string' ? plain : Number.NaN)
  if (marker === '$number')
    return ['NaN', 'Infinity', '-Infinity'].includes(String(plain)) ? Number(plain) : undefined
  if (marker === '$bigint')
    return typeof plain === 'string' && /^-?\d{1,1000}$/.test(plain) ? BigInt(plain) : undefined
  const inner = fromPlain(plain, depth)
  if (marker === '$set' && Array.isArray(inner)) return new Set(inner)
  if (marker === '$map' && Array.isArray(inner) && inner.every(Array.isArray))
    return new Map(inner.map(([key, value]) => [key, value]))
  if (marker === '$error' && Object.prototype.toString.call(inner) === '[object Object]')
    return toError(inner as object)
  return undefined
}

function toError(fields: object): Error {
  const error = new Error()
  for (const [key, value] of Object.entries(fields))
    Object.defineProperty(error, key, { value, enumerable: true, configurable: true, writable: true })
  return error
}

function errorFields({ name, message, cause }: Error): object {
  return cause === undefined ? { name, message } : { name, message, cause }
}
