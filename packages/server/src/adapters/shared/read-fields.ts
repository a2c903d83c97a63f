/** The fields of what may be an object: of anything else there are none. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A finite number, also where it is written as text. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** A moment given in seconds since 1970, in ms, or as text; undefined for anything else. */
export function dateOf(value: unknown): Date | undefined {
  const number = numberOf(value)
  const ms = number === undefined ? Date.parse(`${value}`) : number < 1e11 ? number * 1000 : number
  return Number.isNaN(ms) ? undefined : new Date(ms)
}
