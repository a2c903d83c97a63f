import { VideoError } from '@reelstate/core/protocol'
import { type ByteRange, readContentRange } from './byte-range.js'
import { videoType } from './video-type.js'

/** What a provider answered with: a video, or the part of one that it was asked for. */
export interface ProviderPart {
  contentType: string
  /** Of the whole video, where the provider says it. */
  size: number | undefined
  etag: string | undefined
  /** Which bytes of the video `body` holds; undefined for all of them. */
  range: ByteRange | undefined
  body: ReadableStream<Uint8Array>
}

export interface ProviderAnswer {
  status: number
  headers: Headers
  body: ReadableStream<Uint8Array> | null
}

/** What hosts call a file when they do not know what it is. */
const UNNAMED: readonly string[] = ['', 'application/octet-stream', 'binary/octet-stream', 'application/mp4']

/**
 * Of an answer with status 200 or 206. Of its headers only these four count: what else a provider's host sends, cookies
 * first of all, is not for our readers. Throws a `VideoError` `bad_result` for what is no video.
 */
export function readProviderPart({ status, headers, body }: ProviderAnswer): ProviderPart {
  const contentType = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!contentType.startsWith('video/') && !UNNAMED.includes(contentType)) {
    throw new VideoError('bad_result', 'The provider’s URL leads to something that is no video.')
  }
  if (!body) throw new VideoError('bad_result', 'The provider’s URL leads to nothing.')
  const tag = headers.get('etag')
  const part = {
    contentType: videoType(contentType) ?? 'video/mp4',
    etag: tag !== null && /^"[\x21\x23-\x7e]{1,200}"$/.test(tag) ? tag : undefined,
    body,
  }
  // Of an adapter's own fetch, which unpacks what it gets.
  const isPacked = (headers.get('content-encoding') ?? 'identity') !== 'identity'
  if (status === 200) {
    const length = headers.get('content-length') ?? ''
    return {
      ...part,
      size: /^\d{1,15}$/.test(length) && !isPacked ? Number(length) : undefined,
      range: undefined,
    }
  }
  const contentRange = readContentRange(headers.get('content-range'))
  if (!contentRange?.range || isPacked) {
    throw new VideoError(
      'bad_result',
      'The provider answered with a part of the video, and did not say which.',
    )
  }
  return { ...part, ...contentRange }
}
