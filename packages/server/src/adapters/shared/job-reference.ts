import { VideoError } from '@reelstate/core/protocol'
import { fromBase64Url, toBase64Url } from '../../security/base64-url.js'

/** What is needed to ask for a job, where the provider gives more than an id, as one `jobId`. */
export function writeReference(reference: object): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify(reference)))
}

/** What `writeReference` wrote. Throws a `VideoError` `not_found` for any other text: no such job was ever created. */
export function readReference(jobId: string): Record<string, unknown> {
  try {
    const bytes = fromBase64Url(jobId)
    const reference: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes))
    if (typeof reference === 'object' && reference !== null) return reference as Record<string, unknown>
  } catch {
    // As good as unknown.
  }
  throw new VideoError('not_found', 'There is no such job: its id is none of this provider.', { jobId })
}
