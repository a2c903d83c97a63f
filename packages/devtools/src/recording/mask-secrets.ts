/** What stands where a secret was. */
export const MASK = '***'

const NAME =
  /(?:authorization|(?:^|[-_])auth|cookie|(?:api|access|private|secret)[-_]?key(?:[-_]?id)?|token|secret|password|passwd|passphrase|pwd|credential|bearer|jwt|signature|(?:^|[-_])sig)s?$/i
/** As variables of a server are called: `FAL_KEY`. */
const VARIABLE = /^[A-Z][A-Z0-9_]*_KEY$/
const USER = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@]{1,500}@/gi
const PARAMETER = /([?&#])([\w.~%-]{1,80})=([^&#\s"'<>]+)/g
const BEARER = /\bBearer +[\w.~+/-]{16,}=*/g
const JWT = /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g

/** Whether a field of this name holds a secret. A number of tokens is none. */
export function isSecret(name: unknown, value: unknown): boolean {
  if (typeof name !== 'string' || value === null || value === undefined || typeof value === 'boolean')
    return false
  if (typeof value === 'number' && /tokens?$/i.test(name)) return false
  return NAME.test(name) || VARIABLE.test(name)
}

/** A text without the users of its addresses, their parameters that are called like secrets, and tokens as servers write them. */
export function maskText(text: string): string {
  return text
    .replace(USER, `$1${MASK}@`)
    .replace(PARAMETER, (whole, sign: string, name: string) =>
      NAME.test(name) ? `${sign}${name}=${MASK}` : whole,
    )
    .replace(BEARER, `Bearer ${MASK}`)
    .replace(JWT, MASK)
}

/** Of two values that belong together, the second without what its name makes a secret. */
export const maskPair = ([name, value]: readonly unknown[]): unknown[] => [
  name,
  isSecret(name, value) ? MASK : value,
]
