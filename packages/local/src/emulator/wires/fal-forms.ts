import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import type { EmulatedJob } from '../emulator-job.js'
import { snapshotOf } from '../emulator-jobs.js'
import type { WebhookMessage, WebhookOccasion, WireError } from './wire.js'

const KEY_FORM = { format: 'der', type: 'pkcs8' } as const

/** A result as fal keeps it: failures are results too. */
export interface FalResult {
  status: number
  body: unknown
  headers?: Record<string, string>
}

export function resultOf(live: EmulatedJob, link: () => string): FalResult {
  const job = snapshotOf(live)
  switch (job.state) {
    case 'queued':
    case 'running':
      return { status: 400, body: { detail: 'Request is still in progress' } }
    case 'succeeded':
      return { status: 200, body: { video: videoFile(job, link()), seed: 42 } }
    case 'canceled':
      return requestError(499, 'client_cancelled', 'Request was cancelled by the client')
    case 'expired':
      return requestError(504, 'request_timeout', 'Request timed out')
    case 'aborted':
      return requestError(503, 'runner_disconnected', 'Runner disconnected')
    case 'failed':
      return failureOf(job)
  }
}

function failureOf({ failure }: EmulatedJob): FalResult {
  switch (failure) {
    case 'moderated':
      return modelError(
        422,
        'content_policy_violation',
        'The content could not be processed: it was flagged.',
      )
    case 'without_text':
      return { status: 422, body: { detail: [] } }
    default:
      return modelError(500, 'internal_server_error', 'The model could not finish this video.')
  }
}

export function modelError(status: number, type: string, msg: string, field = 'prompt'): FalResult {
  const url = `https://docs.fal.ai/errors#${type}`
  return {
    status,
    body: { detail: [{ loc: ['body', field], msg, type, url }] },
    headers: { 'x-fal-retryable': `${status >= 500}` },
  }
}

const requestError = (status: number, error_type: string, detail: string): FalResult => ({
  status,
  body: { detail, error_type },
  headers: { 'x-fal-error-type': error_type },
})

function videoFile({ id, width, height }: EmulatedJob, url: string) {
  return { url, content_type: 'video/mp4', file_name: `${id}.mp4`, width, height }
}

/** An Ed25519 key, in base64. */
export const createSigningKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export(KEY_FORM).toString('base64')

const signingKey = (secret: string) => createPrivateKey({ key: Buffer.from(secret, 'base64'), ...KEY_FORM })

/** What fal has at https://rest.fal.ai/.well-known/jwks.json. */
export function publicKeys(secret: string): object {
  return { keys: [createPublicKey(signingKey(secret)).export({ format: 'jwk' })] }
}

export function composeWebhook({ job, at, secret, link }: WebhookOccasion): WebhookMessage | undefined {
  if (job.state === 'queued' || job.state === 'running') return undefined
  const result = resultOf(job, () => link(job))
  const isGood = result.status === 200
  const body = JSON.stringify({
    request_id: job.id,
    gateway_request_id: job.id,
    status: isGood ? 'OK' : 'ERROR',
    payload: result.body,
    ...(!isGood && { error: `Invalid status code: ${result.status}` }),
  })
  const userId = 'emulator'
  const timestamp = `${Math.floor(at.getTime() / 1000)}`
  const digest = createHash('sha256').update(body).digest('hex')
  const message = Buffer.from([job.id, userId, timestamp, digest].join('\n'))
  return {
    headers: {
      'content-type': 'application/json',
      'x-fal-webhook-request-id': job.id,
      'x-fal-webhook-user-id': userId,
      'x-fal-webhook-timestamp': timestamp,
      'x-fal-webhook-signature': sign(null, message, signingKey(secret)).toString('hex'),
    },
    body,
  }
}

/** fal answers a refused request as it answers for a model that failed. */
export function refusalOf({ kind, status, message, param }: WireError): FalResult {
  if (kind === 'moderated') return modelError(422, 'content_policy_violation', message, param)
  if (kind === 'invalid_input') return modelError(422, 'value_error', message, param)
  return { status, body: { detail: message } }
}
