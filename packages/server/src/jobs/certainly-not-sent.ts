/** Node's and undici's codes for a connection that never came to be: no byte of the request left. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** Whether an error says for certain that a request never left this machine. Anything unknown may have arrived. */
export function certainlyNotSent(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 5) return false
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown }
  if (typeof code === 'string' && NOT_SENT.has(code)) return true
  // Several addresses were tried: each of them must have refused.
  if (Array.isArray(errors) && errors.length > 0) {
    return errors.every((one) => certainlyNotSent(one, depth + 1))
  }
  return certainlyNotSent(cause, depth + 1)
}
