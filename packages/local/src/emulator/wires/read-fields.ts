import { WireError } from './wire.js'

/** The fields of a JSON object or of a form by name; a nested field of a form is called `video[id]`. */
export function readFields(body: unknown): Record<string, unknown> {
  if (body instanceof FormData) return Object.fromEntries(body)
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body }
  if (body === undefined) return {}
  throw new WireError('invalid_input', 'The body is not a JSON object.')
}

/** A text that may be absent. Throws a `WireError` `invalid_input` for anything else. */
export function readText(fields: Record<string, unknown>, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
  throw new WireError('invalid_input', `Invalid type for '${name}': expected a string.`, { param: name })
}

/** A text that must be there and not be blank. */
export function requireText(fields: Record<string, unknown>, name: string): string {
  const text = readText(fields, name)
  if (text !== undefined && text.trim() !== '') return text
  throw new WireError('invalid_input', `Missing required parameter: '${name}'.`, { param: name })
}

/** A number that may be absent, or a text that is one. */
export function readNumber(fields: Record<string, unknown>, name: string): number | undefined {
  const value = fields[name]
  if (value === undefined || value === null || value === '') return undefined
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw new WireError('invalid_input', `Invalid value for '${name}': expected a number.`, { param: name })
}
