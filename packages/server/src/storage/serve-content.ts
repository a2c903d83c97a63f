import { readRangeHeader, resolveRange } from './byte-range.js'
import { contentDisposition } from './content-disposition.js'
import { sliceBody } from './slice-body.js'
import type { VideoContent } from './video-content.js'
import { videoType } from './video-type.js'

export interface ServeContentOptions {
  /** When the link ends, in ms since the epoch: the reader's own cache may keep the video until then, no other one. */
  expiresAt?: number | undefined
  /** The name under which it is saved; whatever it holds is made safe. */
  filename?: string | undefined
  /** Whether browsers save it instead of playing it. */
  download?: boolean | undefined
}

/**
 * Answers a `GET` or `HEAD` for a video, as players need it (RFC 9110): with byte ranges, without which Safari refuses to
 * play and Chromium cannot seek. Whether the reader may have it has to be settled before. `content` is read or closed.
 */
export async function serveContent(
  request: Request,
  content: VideoContent,
  { expiresAt, filename, download = false }: ServeContentOptions = {},
): Promise<Response> {
  const { bytes, etag } = content
  const without = async (status: number, headers: HeadersInit) => {
    await content.close?.()
    return new Response(null, { status, headers })
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return without(405, { Allow: 'GET, HEAD' })

  const headers = new Headers({
    'Cache-Control': cacheControl(expiresAt),
    Vary: 'Authorization, Cookie',
    'X-Content-Type-Options': 'nosniff',
  })
  if (etag !== undefined) headers.set('ETag', etag)
  if (matches(request.headers.get('If-None-Match'), etag)) return without(304, headers)

  headers.set('Content-Type', videoType(content.contentType) ?? 'video/mp4')
  headers.set('Accept-Ranges', bytes === undefined ? 'none' : 'bytes')
  if (download || filename !== undefined) {
    const kind = download ? 'attachment' : 'inline'
    headers.set('Content-Disposition', contentDisposition(kind, filename ?? 'video.mp4'))
  }

  const requested = isRanged(request, etag) ? readRangeHeader(request.headers.get('Range')) : undefined
  const range = requested && bytes !== undefined ? resolveRange(requested, bytes) : undefined
  if (range === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${bytes}`)
    return without(416, headers)
  }
  const length = range ? range.end - range.start + 1 : bytes
  if (length !== undefined) headers.set('Content-Length', `${length}`)
  if (request.method === 'HEAD') return without(200, headers)
  if (range) headers.set('Content-Range', `bytes ${range.start}-${range.end}/${bytes}`)
  // Held to the length that was announced: what follows an answer that is too long is read as the next answer.
  const body = sliceBody(content.read(range), { take: length, signal: request.signal })
  return new Response(body, { status: range ? 206 : 200, headers })
}

function cacheControl(expiresAt: number | undefined): string {
  if (expiresAt === undefined) return 'private, no-store'
  return `private, max-age=${Math.max(0, Math.floor((expiresAt - Date.now()) / 1000))}`
}

/** Ranges are defined for GET alone, and hold only for the bytes that the client has the other part of. */
function isRanged({ method, headers }: Request, etag: string | undefined): boolean {
  const ifRange = headers.get('If-Range')
  return method === 'GET' && (ifRange === null || (etag !== undefined && ifRange.trim() === etag))
}

/** `If-None-Match` compares weakly: a `W/` in front makes no difference. */
function matches(header: string | null, etag: string | undefined): boolean {
  if (header === null || etag === undefined) return false
  return header.split(',').some((candidate) => {
    const tag = candidate.trim().replace(/^W\//, '')
    return tag === '*' || tag === etag
  })
}
