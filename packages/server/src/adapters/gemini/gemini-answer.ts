import type { VideoStatusResult } from '../../provider/video-adapter.js'
import type { ProviderErrorText } from '../shared/provider-api.js'
import { FAILED, safeText } from '../shared/provider-errors.js'
import { fieldsOf, textOf } from '../shared/read-fields.js'

export interface GeminiVideo {
  /** Needs the key. */
  uri?: string | undefined
  /** Base64, where it comes inline in spite of what was asked for. */
  data?: string | undefined
  mimeType: string
}

/** What the model has put out, newest first. */
function outputsOf(interaction: unknown): Record<string, unknown>[] {
  const { steps } = fieldsOf(interaction)
  const outputs = listOf(steps).filter(({ type }) => type === 'model_output')
  return outputs.flatMap(({ content }) => listOf(content)).reverse()
}

const listOf = (value: unknown) => (Array.isArray(value) ? value.map(fieldsOf) : [])

/** The video of an interaction, undefined where it has none. */
export function videoIn(interaction: unknown): GeminiVideo | undefined {
  const found = outputsOf(interaction).find(({ type, uri, data }) => type === 'video' && (uri || data))
  return (
    found && {
      uri: textOf(found.uri),
      data: textOf(found.data),
      mimeType: textOf(found.mime_type) ?? 'video/mp4',
    }
  )
}

/** The ends at which there is no video, nor ever will be. */
const ENDS: Readonly<Record<string, string>> = {
  incomplete: 'Gemini stopped before the video was complete.',
  budget_exceeded: 'Gemini stopped because the budget for this video is used up.',
  requires_action: 'Gemini asks for something that only a conversation could give, and stopped.',
}

export function readStatus(
  jobId: string,
  interaction: unknown,
  secrets: readonly string[],
): VideoStatusResult {
  const status = textOf(fieldsOf(interaction).status) ?? ''
  if (status === 'queued') return { jobId, status: 'pending' }
  if (status === 'completed') {
    if (videoIn(interaction)) return { jobId, status }
    const said = outputsOf(interaction).find(({ type }) => type === 'text')
    const error =
      safeText(said?.text, secrets) ?? 'Gemini withheld the video: its filters refused what it shows.'
    return { jobId, status: 'failed', error, errorCode: 'moderated' }
  }
  if (status === 'cancelled') {
    return { jobId, status: 'failed', error: 'The video was canceled.', errorCode: 'canceled' }
  }
  if (status === 'failed') {
    const { code, message } = reasonOf(interaction)
    const isRefused = isModeration(code) || isModeration(message)
    const error = safeText(message, secrets) ?? FAILED
    return { jobId, status, error, ...(isRefused && { errorCode: 'moderated' as const }) }
  }
  const end = Object.hasOwn(ENDS, status) ? ENDS[status] : undefined
  return end === undefined ? { jobId, status: 'processing' } : { jobId, status: 'failed', error: end }
}

/** Why it failed, as the interaction says it or one of its steps. */
function reasonOf(interaction: unknown): { code?: unknown; message?: unknown } {
  const { errors, steps } = fieldsOf(interaction)
  const stepErrors = listOf(steps).map(({ error }) => fieldsOf(error))
  return [...listOf(errors), ...stepErrors].find(({ message }) => textOf(message) !== undefined) ?? {}
}

const isModeration = (text: unknown) =>
  /safety|prohibited|blocked|content.?policy|moderat/i.test(textOf(text) ?? '')

/** `{ error: { code, message, status } }`. */
export function readError(body: unknown): ProviderErrorText {
  const { code, message, details } = fieldsOf(fieldsOf(body).error)
  // A key that is wrong or expired is answered with a 400.
  const isKeyRefused =
    listOf(details).some(({ reason }) => reason === 'API_KEY_INVALID') || /\bAPI key\b/i.test(`${message}`)
  // A key may be blocked too, with a 403.
  const isModerated = code === 400 && !isKeyRefused && isModeration(message)
  return { message: textOf(message), isModerated, isKeyRefused }
}
