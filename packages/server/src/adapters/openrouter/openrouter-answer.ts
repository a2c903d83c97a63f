import type { VideoStatusResult } from '../../provider/video-adapter.js'
import type { ProviderErrorText } from '../shared/provider-api.js'
import { FAILED, safeText } from '../shared/provider-errors.js'
import { fieldsOf, isEmpty, textOf } from '../shared/read-fields.js'

export function readStatus(jobId: string, job: unknown, secrets: readonly string[]): VideoStatusResult {
  const { status, error, unsigned_urls, urls } = fieldsOf(job)
  switch (status) {
    case 'pending':
      return { jobId, status }
    case 'completed': {
      const lists = [unsigned_urls, urls].filter(Array.isArray)
      // The addresses may be left out: the content has one of its own. An empty list says that there is nothing.
      if (lists.length === 0 || !isEmpty(lists)) return { jobId, status }
      return { jobId, status: 'failed', error: 'The provider withheld the video.', errorCode: 'moderated' }
    }
    case 'cancelled':
      return { jobId, status: 'failed', error: 'The provider canceled the video.', errorCode: 'canceled' }
    case 'expired':
      return {
        jobId,
        status: 'failed',
        error: 'The order has expired at OpenRouter before the video was made.',
      }
    case 'failed': {
      const text = safeText(error, secrets) ?? safeText(fieldsOf(error).message, secrets)
      return {
        jobId,
        status,
        error: text ?? FAILED,
        ...(isModeration(text) && { errorCode: 'moderated' as const }),
      }
    }
    default:
      return { jobId, status: 'processing' }
  }
}

/** Only its words tell: each provider behind OpenRouter has its own. */
const isModeration = (text: unknown) =>
  /moderat|content.?(policy|filter)|safety|sensitive|prohibited|flagged/i.test(textOf(text) ?? '')

/** `{ error: { code, message, metadata } }`; a refused prompt comes with `metadata.reasons`. */
export function readError(body: unknown): ProviderErrorText {
  const { message, metadata } = fieldsOf(fieldsOf(body).error)
  const isFlagged = Array.isArray(fieldsOf(metadata).reasons)
  return { message: textOf(message), isModerated: isFlagged || isModeration(message) }
}
