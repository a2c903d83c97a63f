import type { VideoWebhook } from '../../provider/video-adapter.js'
import { fromBase64Url } from '../../security/base64-url.js'
import { createProviderApi } from '../shared/provider-api.js'
import { fieldsOf, idOf, textOf } from '../shared/read-fields.js'
import { checkTimestamp, forged, jsonOfBody, reportOf } from '../shared/webhook-signatures.js'

/** fal asks not to keep its keys for longer, in ms. */
const KEPT = 24 * 3_600_000
/** How old keys must be, in ms, before a signature that none of them made is a reason to look for new ones. */
const STALE = 60_000
const TIMEOUT = 10_000

/**
 * fal signs with Ed25519 over the request's id, the user's id, the time and the SHA-256 of the body, one a line; the
 * public keys are at `jwksURL` (https://fal.ai/docs/model-apis/webhooks).
 */
export function falWebhook(jwksURL: string, send: typeof fetch | undefined): VideoWebhook {
  const keys = createKeys(jwksURL, send)
  return {
    async verify(delivery) {
      const { headers, body } = delivery
      const requestId = headers.get('x-fal-webhook-request-id')
      const userId = headers.get('x-fal-webhook-user-id')
      const signature = fromHex(headers.get('x-fal-webhook-signature'))
      if (!requestId || userId === null || !signature) throw forged('it is not signed')
      const timestamp = checkTimestamp(headers.get('x-fal-webhook-timestamp'))
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(body)))
      const message = new TextEncoder().encode([requestId, userId, timestamp, toHex(digest)].join('\n'))
      if (!(await keys.haveSigned(message, signature))) throw forged('its signature is wrong')
      // One webhook ends a request: sent again, it is the same.
      return reportOf(requestId, idOf(jsonOfBody(delivery).request_id))
    },
  }
}

interface Keys {
  haveSigned(message: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>): Promise<boolean>
}

function createKeys(jwksURL: string, send: typeof fetch | undefined): Keys {
  const { origin, pathname, search } = new URL(jwksURL)
  const api = createProviderApi({ name: 'fal', baseURL: origin, headers: {}, fetch: send, secrets: [] })
  let kept: { at: number; keys: Promise<CryptoKey[]> } | undefined

  async function load(): Promise<CryptoKey[]> {
    const { body } = await api.ask(`${pathname}${search}`, { abortSignal: AbortSignal.timeout(TIMEOUT) })
    const { keys: listed } = fieldsOf(body)
    const read = (Array.isArray(listed) ? listed : []).map(readKey)
    return (await Promise.all(read)).filter((key) => key !== undefined)
  }

  function keysNotOlderThan(age: number): Promise<CryptoKey[]> {
    if (kept && Date.now() - kept.at <= age) return kept.keys
    const loaded = { at: Date.now(), keys: load() }
    kept = loaded
    // What could not be had is asked for again by the next webhook.
    loaded.keys.catch(() => {
      if (kept === loaded) kept = undefined
    })
    return loaded.keys
  }

  return {
    async haveSigned(message, signature) {
      const isSignedBy = async (keys: readonly CryptoKey[]) => {
        for (const key of keys) {
          if (await crypto.subtle.verify('Ed25519', key, signature, message)) return true
        }
        return false
      }
      const keys = await keysNotOlderThan(KEPT)
      if (await isSignedBy(keys)) return true
      const fresh = await keysNotOlderThan(STALE)
      return fresh !== keys && isSignedBy(fresh)
    },
  }
}

/** Undefined for a key of another kind. */
async function readKey(jwk: unknown): Promise<CryptoKey | undefined> {
  const { x } = fieldsOf(jwk)
  const bytes = fromBase64Url(textOf(x)?.replace(/=+$/, '') ?? '')
  if (bytes?.length !== 32) return undefined
  return crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify'])
}

const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

function fromHex(text: string | null): Uint8Array<ArrayBuffer> | undefined {
  if (text === null || !/^([\da-f]{2}){64}$/i.test(text)) return undefined
  return Uint8Array.from({ length: 64 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16))
}
