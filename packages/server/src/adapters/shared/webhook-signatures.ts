import { VideoError } from '@reelstate/core/protocol'
import type { VideoWebhook, WebhookReport } from '../../provider/video-adapter.js'
import { toBase64 } from '../../security/base64-url.js'
import { fieldsOf, textOf } from './read-fields.js'

export type WebhookDelivery = Parameters<VideoWebhook['verify']>[0]

/** How far the clock of a delivery may be off, in s: older ones may have been recorded by somebody else. */
export const TOLERANCE = 300

export const forged = (why: string) => new VideoError('unauthorized', `This webhook is not accepted: ${why}.`)

/** The body as text; UTF-8, as it was signed. */
export const textOfBody = ({ body }: WebhookDelivery): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(body)

/** The body as an object. Throws a `VideoError` `invalid_input` for anything else. */
export function jsonOfBody(delivery: WebhookDelivery): Record<string, unknown> {
  try {
    return fieldsOf(JSON.parse(textOfBody(delivery)))
  } catch (cause) {
    throw new VideoError('invalid_input', 'The body of this webhook is no JSON.', { cause })
  }
}

/** Throws a `VideoError` `unauthorized` for a timestamp, in s since 1970, that is missing or too far from now. */
export function checkTimestamp(timestamp: string | null): string {
  const seconds = /^\d{1,12}$/.test(timestamp ?? '') ? Number(timestamp) : Number.NaN
  if (Math.abs(Date.now() / 1000 - seconds) <= TOLERANCE) return `${timestamp}`
  throw forged(Number.isNaN(seconds) ? 'it says no time' : 'it is too old, or from the future')
}

export async function hmacSha256(secret: Uint8Array<ArrayBuffer>, message: string): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(message)))
}

/** Compares without telling by its time where they differ. */
export function isEqual(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let at = 0; at < other.length; at++)
    difference |= one.charCodeAt(at % one.length || 0) ^ other.charCodeAt(at)
  return difference === 0
}

/**
 * Standard Webhooks (https://www.standardwebhooks.com): `webhook-id`, `webhook-timestamp` and `webhook-signature`, the
 * HMAC-SHA256 over the three parts joined by dots, with a secret that begins with `whsec_`.
 */
export function standardWebhook(
  secret: string,
  readJobId: (body: Record<string, unknown>) => unknown,
): VideoWebhook {
  let key: Uint8Array<ArrayBuffer>
  try {
    key = Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (character) => character.charCodeAt(0))
    if (key.length === 0) throw new Error('It is empty.')
  } catch (cause) {
    throw new VideoError(
      'invalid_options',
      "The webhookSecret is none. Give it as the provider shows it: 'whsec_…'.",
      {
        cause,
      },
    )
  }
  return {
    async verify(delivery) {
      const { headers } = delivery
      const id = headers.get('webhook-id')
      if (!id) throw forged('it has no webhook-id')
      const timestamp = checkTimestamp(headers.get('webhook-timestamp'))
      const signature = `v1,${toBase64(await hmacSha256(key, `${id}.${timestamp}.${textOfBody(delivery)}`))}`
      const given = (headers.get('webhook-signature') ?? '').split(' ')
      if (!given.some((one) => isEqual(one, signature))) throw forged('its signature is wrong')
      return reportOf(id, readJobId(jsonOfBody(delivery)))
    },
  }
}

/** Throws a `VideoError` `invalid_input` for a body that names no job. */
export function reportOf(deliveryId: string, jobId: unknown): WebhookReport {
  const known = textOf(jobId)
  if (known !== undefined) return { deliveryId, jobId: known }
  throw new VideoError('invalid_input', 'This webhook names no job.')
}

/**
 * A provider that signs nothing: the link that it was given is signed by us and names the one job, and what it says is
 * only a reason to ask.
 */
export function unsignedWebhook(readJobId: (body: Record<string, unknown>) => unknown): VideoWebhook {
  const webhook: VideoWebhook = {
    async verify(delivery) {
      const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(delivery.body))
      return reportOf(toBase64(new Uint8Array(digest)), readJobId(jsonOfBody(delivery)))
    },
  }
  UNSIGNED.add(webhook)
  return webhook
}

const UNSIGNED = new WeakSet<VideoWebhook>()

/** Whether a webhook is one of `unsignedWebhook`, which accepts what anybody sends. */
export const isUnsigned = (webhook: VideoWebhook): boolean => UNSIGNED.has(webhook)
