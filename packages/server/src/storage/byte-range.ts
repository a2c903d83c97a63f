/** The bytes from `start` to `end`, both included. */
export interface ByteRange {
  start: number
  end: number
}

/** What a `Range` header asks for, before the size is known: from `start` on, or the `last` bytes. */
export type RequestedRange = { start: number; end?: number } | { last: number }

/**
 * Reads a `Range` header (RFC 9110, 14.1.2): `bytes=s-e`, `bytes=s-` and `bytes=-n`. Undefined means that the whole
 * video is the answer, which is also how malformed ranges are met, and several at once: an answer never holds more bytes
 * than the video.
 */
export function readRangeHeader(header: string | null): RequestedRange | undefined {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '')
  if (!parts) return undefined
  const [, first = '', last = ''] = parts
  if (first === '') return last === '' ? undefined : { last: Number(last) }
  if (last === '') return { start: Number(first) }
  return Number(last) < Number(first) ? undefined : { start: Number(first), end: Number(last) }
}

/** The bytes that are meant, of `size`. */
export function resolveRange(requested: RequestedRange, size: number): ByteRange | 'unsatisfiable' {
  const start = 'last' in requested ? Math.max(0, size - requested.last) : requested.start
  const wantedEnd = 'last' in requested ? size - 1 : (requested.end ?? size - 1)
  const end = Math.min(wantedEnd, size - 1)
  return start > end ? 'unsatisfiable' : { start, end }
}

/** As a `Range` header. */
export function writeRangeHeader(requested: RequestedRange): string {
  if ('last' in requested) return `bytes=-${requested.last}`
  return `bytes=${requested.start}-${requested.end ?? ''}`
}

/** Reads a `Content-Range` header of a 206 or 416 answer; `size` is undefined where it is `*`. */
export function readContentRange(
  header: string | null,
): { range: ByteRange | undefined; size: number | undefined } | undefined {
  const parts = /^bytes (?:(\d{1,15})-(\d{1,15})|\*)\/(\d{1,15}|\*)$/i.exec(header?.trim() ?? '')
  if (!parts) return undefined
  const [, start, end, total] = parts
  const size = total === '*' ? undefined : Number(total)
  if (start === undefined || end === undefined) return { range: undefined, size }
  const range = { start: Number(start), end: Number(end) }
  if (range.end < range.start || (size !== undefined && range.end >= size)) return undefined
  return { range, size }
}
