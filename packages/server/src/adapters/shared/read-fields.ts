/** The fields of what may be an object: of anything else there are none. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** An id as text, also where it is given as a number; an empty text for what is none. */
export function idOf(value: unknown): string {
  return textOf(value) ?? (typeof value === 'number' && Number.isFinite(value) ? `${value}` : '')
}

/** Nothing, or a list or an object that holds nothing else. */
export function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isEmpty)
  return value === undefined || value === null || value === ''
}

/** The URL that is most likely a video, in an answer whose form is not known, down to a few levels. */
export function videoURLIn(value: unknown): string | undefined {
  const urls = urlsIn(value, 3)
  return urls.find((url) => VIDEO_FILE.test(url)) ?? urls.find((url) => !OTHER_FILE.test(url))
}

const VIDEO_FILE = /\.(mp4|webm|mov|m4v)([?#]|$)/i
const OTHER_FILE = /\.(png|jpe?g|webp|gif|wav|mp3|json|txt)([?#]|$)/i

function urlsIn(value: unknown, levels: number): readonly string[] {
  if (typeof value === 'string') return /^https?:\/\//.test(value) ? [value] : []
  return levels === 0 ? [] : Object.values(fieldsOf(value)).flatMap((inner) => urlsIn(inner, levels - 1))
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
