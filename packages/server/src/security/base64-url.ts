/** How many bytes are turned into text at a time: arguments live on the stack. A multiple of 3, so that pieces join. */
const PIECE = 24_576

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE)))
  }
  return text
}

/** Base64 as URLs may hold it, without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The bytes; undefined for any text that `toBase64Url` would not have written. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) return undefined
  const decoded = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(decoded, (character) => character.charCodeAt(0))
  // The last character can hold bits that mean nothing: without this, one token would have several spellings.
  return toBase64Url(bytes) === text ? bytes : undefined
}
