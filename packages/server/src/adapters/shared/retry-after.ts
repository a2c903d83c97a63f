/** The longest wait that is believed, in ms. */
const LONGEST = 3_600_000

/** How long an answer asks to wait, in ms; `Retry-After` holds seconds or an HTTP date (RFC 9110, section 10.2.3). */
export function readRetryAfter(headers: Headers, now = Date.now()): number | undefined {
  const exact = Number(headers.get('retry-after-ms') ?? Number.NaN)
  const text = headers.get('retry-after') ?? ''
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  const ms = Number.isNaN(exact) ? seconds : exact
  return ms > 0 ? Math.min(ms, LONGEST) : undefined
}
