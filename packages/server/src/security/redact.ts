/** A URL as a log may hold it: without what is signed into its query, its user and its fragment. */
export function redactUrl(url: string): string {
  if (url.startsWith('data:')) return 'data:…'
  if (!URL.canParse(url)) return '[no URL]'
  const { origin, protocol, host, pathname } = new URL(url)
  return `${origin === 'null' ? `${protocol}//${host}` : origin}${pathname}`
}

const LONGEST = 500
/** What is looked at: a provider may answer with a whole page. */
const LONGEST_INPUT = 4_000
const CAUSES = 4
/** A bracket may end a sentence or be part of a signed URL: rather a bracket too few. */
const URLS = /\b(?:[a-z][a-z\d+.-]{0,20}:\/\/|data:)[^\s"<>]+/gi
const QUERIES = /\?[\w.~%[\]-]+=[^\s"<>]*/g
/** What keys look like, and what is written before one. */
const KEYS = [
  /\b(?:Bearer|Basic|Key|Token)\s+[\w.~+/=:-]{6,}/gi,
  /\b[\w-]{0,40}(?:key|token|secret|passw(?:or)?d|authorization|cookie|credential|signature|sig)["']?\s*[=:]\s*["']?[^\s"'&,;}]+/gi,
  /\b(?:sk|pk|rk|key|fal|luma|r8|AKIA|ASIA)[-_]?[\w-]{12,}/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
]

/** A text without keys, signed URLs and what is given in `secrets`, such as a prompt; at most 500 characters. */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let safe = withoutSecrets(text, secrets)
  // Half a URL or key might not be known for one.
  if (safe.length > LONGEST_INPUT) safe = safe.slice(0, LONGEST_INPUT).replace(/\S{0,500}$/, '')
  safe = safe.replace(URLS, redactUrl).replace(QUERIES, '')
  for (const key of KEYS) safe = safe.replace(key, '[redacted]')
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe
}

/** Each as it is, and as JSON and URLs spell it. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  let safe = text
  for (const secret of secrets) {
    if (secret.length <= 3) continue
    for (const spelling of [secret, JSON.stringify(secret).slice(1, -1), percentEncoded(secret)]) {
      safe = safe.replaceAll(spelling, '[redacted]')
    }
  }
  return safe
}

const percentEncoded = (text: string) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))

/** An error for a log: its name, its code, its message and those of its causes, redacted. */
export function describeError(error: unknown, secrets: readonly string[] = []): string {
  const parts: string[] = []
  for (let one = error, depth = 0; one !== undefined && one !== null && depth < CAUSES; depth++) {
    const { name, message, code, cause } = Object(one) as Record<
      'name' | 'message' | 'code' | 'cause',
      unknown
    >
    const isError = typeof message === 'string'
    parts.push(isError ? `${name ?? 'Error'}${code === undefined ? '' : ` ${code}`}: ${message}` : plain(one))
    one = isError ? cause : undefined
  }
  return redactText(parts.join(' ← '), secrets)
}

/** What is no error: as text where it can be one. */
function plain(thrown: unknown): string {
  return typeof thrown === 'object' || typeof thrown === 'function'
    ? 'something that is no error'
    : String(thrown)
}
