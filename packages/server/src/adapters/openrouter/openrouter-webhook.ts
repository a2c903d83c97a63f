import type { VideoWebhook } from '../../provider/video-adapter.js'
import { fieldsOf, idOf } from '../shared/read-fields.js'
import {
  checkTimestamp,
  forged,
  hmacSha256,
  isEqual,
  jsonOfBody,
  reportOf,
  textOfBody,
} from '../shared/webhook-signatures.js'

/**
 * `X-OpenRouter-Signature: t=<seconds>,v1=<hex>`, the HMAC-SHA256 over the time, a comma and the body
 * (https://openrouter.ai/docs/cookbook/video-generation/video-generation-webhooks).
 */
export function openrouterWebhook(secret: string): VideoWebhook {
  const key = new TextEncoder().encode(secret)
  return {
    async verify(delivery) {
      const parts = (delivery.headers.get('x-openrouter-signature') ?? '')
        .split(',')
        .map((part) => part.trim())
      const partOf = (name: string) =>
        parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1)
      const timestamp = checkTimestamp(partOf('t') ?? null)
      const signature = toHex(await hmacSha256(key, `${timestamp},${textOfBody(delivery)}`))
      if (!isEqual(partOf('v1') ?? '', signature)) throw forged('its signature is wrong')
      const deliveryId = delivery.headers.get('x-openrouter-idempotency-key') ?? signature
      return reportOf(deliveryId, idOf(fieldsOf(jsonOfBody(delivery).data).id))
    },
  }
}

const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
