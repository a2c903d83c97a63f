import { VideoError } from '@reelstate/core/protocol'
import { fromBase64Url, toBase64Url } from './base64-url.js'

/** What a token is for: one made for another purpose is worth nothing. */
export type TokenPurpose = 'ref' | 'video' | 'webhook'

/** At least 32 characters or bytes that nobody can guess. */
export type TokenSecret = string | Uint8Array

export interface TokenSigner {
  /** A token for `payload`, until `expiresAt` (ms since the epoch) where that is given. */
  sign(purpose: TokenPurpose, payload: string, expiresAt?: number): Promise<string>
  /** What was signed; `undefined` for what was not signed by us, for this purpose, or has expired at `now`. */
  verify(purpose: TokenPurpose, token: string, now: number): Promise<string | undefined>
  /** As `verify`, but tells a token of ours that has expired from one that never was. */
  read(purpose: TokenPurpose, token: string, now: number): Promise<SignedToken | undefined>
}

export interface SignedToken {
  payload: string
  /** ms since the epoch. */
  expiresAt?: number
  expired: boolean
}

const SHORTEST_SECRET = 32
const LONGEST_TOKEN = 2_000
const encoder = new TextEncoder()

/**
 * Signs and checks tokens of the form `v1.<kid>.<payload>.<signature>` with HMAC-SHA-256; they can be read by anyone and
 * changed by nobody. The first secret signs and all of them verify, so one can be replaced while its tokens still live.
 *
 * Throws a `VideoError` `invalid_options` for a secret that is missing or short.
 */
export function createTokenSigner(secrets: TokenSecret | readonly TokenSecret[]): TokenSigner {
  const given = typeof secrets === 'string' || secrets instanceof Uint8Array ? [secrets] : secrets
  if (!Array.isArray(given) || given.length === 0) throw badSecret('There is no secret.')
  const encoded = given.map(checkSecret)
  // Made by the first call: a runtime may allow no work before the first request.
  let keys: Promise<SigningKey[]> | undefined
  const open = () => {
    keys ??= Promise.all(encoded.map(importKey))
    return keys
  }

  async function read(purpose: TokenPurpose, token: string, now: number): Promise<SignedToken | undefined> {
    if (typeof token !== 'string' || token.length > LONGEST_TOKEN) return undefined
    const [version, kid = '', body = '', signature = '', ...rest] = token.split('.')
    if (version !== 'v1' || rest.length > 0) return undefined
    const key = (await open()).find((candidate) => candidate.kid === kid)
    const mac = fromBase64Url(signature)
    if (!key || !mac) return undefined
    // Compares in constant time.
    const isOurs = await crypto.subtle.verify('HMAC', key.hmac, mac, signed(purpose, kid, body))
    if (!isOurs) return undefined
    const json = new TextDecoder().decode(fromBase64Url(body))
    const [payload, expiresAt] = JSON.parse(json) as [string, number?]
    if (expiresAt === undefined) return { payload, expired: false }
    return { payload, expiresAt, expired: !(now < expiresAt) }
  }

  return {
    async sign(purpose, payload, expiresAt) {
      const [key] = await open()
      const { kid, hmac } = key as SigningKey
      const content = expiresAt === undefined ? [payload] : [payload, expiresAt]
      const body = toBase64Url(encoder.encode(JSON.stringify(content)))
      const mac = await crypto.subtle.sign('HMAC', hmac, signed(purpose, kid, body))
      const token = `v1.${kid}.${body}.${toBase64Url(new Uint8Array(mac))}`
      if (token.length <= LONGEST_TOKEN) return token
      throw new VideoError(
        'internal',
        `A token would have ${token.length} characters: sign something shorter.`,
      )
    },
    async verify(purpose, token, now) {
      const found = await read(purpose, token, now)
      return found && !found.expired ? found.payload : undefined
    },
    read,
  }
}

interface SigningKey {
  /** Names the secret, and tells nothing of it. */
  kid: string
  hmac: CryptoKey
}

async function importKey(secret: Uint8Array<ArrayBuffer>): Promise<SigningKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const hmac = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign', 'verify'])
  const name = await crypto.subtle.sign('HMAC', hmac, encoder.encode('key id'))
  return { kid: toBase64Url(new Uint8Array(name).subarray(0, 6)), hmac }
}

/** None of the parts can hold a dot, so no two sets of them are signed alike. */
const signed = (purpose: TokenPurpose, kid: string, body: string) =>
  encoder.encode(`v1.${purpose}.${kid}.${body}`)

function checkSecret(secret: TokenSecret): Uint8Array<ArrayBuffer> {
  if (typeof secret === 'string') {
    if (secret.length >= SHORTEST_SECRET) return encoder.encode(secret)
    throw badSecret(`The secret has ${secret.length} characters.`)
  }
  if (!(secret instanceof Uint8Array)) throw badSecret('The secret is neither a text nor bytes.')
  if (secret.length >= SHORTEST_SECRET) return new Uint8Array(secret)
  throw badSecret(`The secret has ${secret.length} bytes.`)
}

const badSecret = (problem: string) =>
  new VideoError(
    'invalid_options',
    `${problem} Give at least ${SHORTEST_SECRET} random characters that stay the same over restarts and on all instances: run \`openssl rand -base64 32\` once, and keep the output in an environment variable.`,
  )
