import type { VideoStatusResult } from '../../provider/video-adapter.js'
import type { ProviderErrorText } from '../shared/provider-api.js'
import { FAILED, safeText } from '../shared/provider-errors.js'
import { dateOf, fieldsOf, numberOf, textOf } from '../shared/read-fields.js'

/** The finished video, where there is one. `storage_options` may have put it among xAI's files as well. */
export function videoIn(body: unknown): { url: string | undefined; expiresAt: Date | undefined } {
  const { url, file_output } = fieldsOf(fieldsOf(body).video)
  const { public_url, public_url_expires_at } = fieldsOf(file_output)
  const ownUrl = textOf(url)
  if (ownUrl !== undefined) return { url: ownUrl, expiresAt: undefined }
  return { url: textOf(public_url), expiresAt: dateOf(public_url_expires_at) }
}

export function readStatus(jobId: string, body: unknown, secrets: readonly string[]): VideoStatusResult {
  const { status, progress, video, error } = fieldsOf(body)
  const percent = numberOf(progress)
  const { url } = videoIn(body)
  if (status === 'done' || (status === undefined && url !== undefined)) {
    const { respect_moderation, storage_error } = fieldsOf(video)
    if (respect_moderation !== false && url !== undefined) return { jobId, status: 'completed' }
    const unstored = safeText(storage_error, secrets)
    if (respect_moderation !== false && unstored !== undefined)
      return { jobId, status: 'failed', error: unstored }
    return { jobId, status: 'failed', error: 'xAI withheld the video by moderation.', errorCode: 'moderated' }
  }
  if (status === 'expired') {
    return { jobId, status: 'failed', error: 'The order has expired at xAI before the video was made.' }
  }
  if (status === 'failed') {
    const { code, message } = fieldsOf(error)
    const isRefused = isModeration(code) || isModeration(message)
    return {
      jobId,
      status,
      error: safeText(message, secrets) ?? FAILED,
      ...(isRefused && { errorCode: 'moderated' as const }),
    }
  }
  // Without a body, or with a word that nobody knows, it is still at work.
  if (status === 'pending' && !percent) return { jobId, status: 'pending' }
  return { jobId, status: 'processing', ...(percent !== undefined && { progress: percent }) }
}

const isModeration = (text: unknown) => /moderat|content.?policy|safety/i.test(textOf(text) ?? '')

/** Either `{ code, error }` or OpenAI's `{ error: { code, message } }`. */
export function readError(body: unknown): ProviderErrorText {
  const { code, error } = fieldsOf(body)
  const { message, code: innerCode } = fieldsOf(error)
  const text = textOf(error) ?? textOf(message)
  return { message: text, isModerated: [code, innerCode, text].some(isModeration) }
}
