import { createHmac, randomBytes } from 'node:crypto'
import type { WebhookMessage, WebhookOccasion } from './wire.js'

/** A secret as https://www.standardwebhooks.com has it. */
export const createStandardSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** A JSON body, signed as https://www.standardwebhooks.com has it. */
export function signStandardWebhook(
  { deliveryId, at, secret }: Pick<WebhookOccasion, 'deliveryId' | 'at' | 'secret'>,
  content: unknown,
): WebhookMessage {
  const body = JSON.stringify(content)
  const id = `msg_${deliveryId}`
  const timestamp = Math.floor(at.getTime() / 1000)
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': `${timestamp}`,
      'webhook-signature': `v1,${signature}`,
    },
    body,
  }
}
