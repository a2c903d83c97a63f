import { VideoError } from '@reelstate/core/protocol'
import { bounded } from '../provider/interruptible.js'
import type { FetchRules } from './fetch-rules.js'
import { type GuardedFetch, guardedFetch } from './guarded-fetch.js'

export interface ReferenceImage {
  bytes: Uint8Array<ArrayBuffer>
  /** By what the bytes are, not by what the host says. */
  contentType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'image/avif'
}

export interface FetchReferenceImageOptions extends FetchRules {
  signal?: AbortSignal | undefined
}

const MAX_BYTES = 20 * 1024 * 1024
const TIMEOUT = 10_000

/**
 * Fetches an image that a user refers to, for a provider that takes only bytes: 20 MiB, 10 s, public hosts, and PNG,
 * JPEG, WebP, GIF or AVIF. Where the provider takes URLs, give it the URL instead: nothing is safer than not fetching.
 *
 * Rejects with a `VideoError` `invalid_input` that users may read, or with the signal's reason.
 */
export function fetchReferenceImage(
  url: string | URL,
  options: FetchReferenceImageOptions = {},
): Promise<ReferenceImage> {
  return fetchReferenceImageBy(guardedFetch, url, options)
}

export async function fetchReferenceImageBy(
  fetchIt: GuardedFetch,
  url: string | URL,
  { signal, ...rules }: FetchReferenceImageOptions,
): Promise<ReferenceImage> {
  try {
    return await bounded(TIMEOUT, signal, async (abortSignal) => {
      const options = {
        ...rules,
        allowHttp: true,
        accept: 'image/*',
        maxBytes: MAX_BYTES,
        signal: abortSignal,
      }
      const response = await fetchIt(url, options)
      if (response.status !== 200) {
        await response.body?.cancel()
        throw new VideoError('bad_result', `Its host answered with ${response.status}.`)
      }
      const bytes = new Uint8Array(await response.arrayBuffer())
      const contentType = imageType(bytes)
      if (!contentType) throw new VideoError('bad_result', 'It is no PNG, JPEG, WebP, GIF or AVIF image.')
      return { bytes, contentType }
    })
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof VideoError && error.code === 'invalid_options') throw error
    const isOfUse = error instanceof VideoError && error.code === 'bad_result'
    const why = isOfUse
      ? error.message
      : `Its host cannot be reached, or takes longer than ${TIMEOUT / 1000} s.`
    throw new VideoError('invalid_input', `The reference image cannot be used. ${why}`, { cause: error })
  }
}

function imageType(bytes: Uint8Array): ReferenceImage['contentType'] | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 12))
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'image/gif'
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return 'image/webp'
  return /^....ftypavi[fs]/s.test(start) ? 'image/avif' : undefined
}
