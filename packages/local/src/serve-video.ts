import { type FileHandle, open } from 'node:fs/promises'
import { parseRange } from './parse-range.js'

export interface ServedVideo {
  path: string
  bytes: number
  expiresAt: Date
  /** Names these very bytes, for ever; becomes the strong ETag. */
  tag: string
}

const CHUNK_BYTES = 64 * 1024

/**
 * Answers a `GET` or `HEAD` for a video, as players need it (RFC 9110): with byte ranges, without which
 * Safari refuses to play and Chromium cannot seek.
 */
export function serveVideo(request: Request, video: ServedVideo): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return serveError(405, 'invalid_input', `${request.method} is not possible here. Use GET or HEAD.`, {
      allow: 'GET, HEAD',
    })
  }
  const etag = `"${video.tag}"`
  const age = Math.max(0, Math.floor((video.expiresAt.getTime() - Date.now()) / 1000))
  const headers = new Headers({
    'accept-ranges': 'bytes',
    'cache-control': `private, max-age=${age}`,
    etag,
    'x-content-type-options': 'nosniff',
  })
  if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })

  headers.set('content-type', 'video/mp4')
  // Ranges are defined for GET alone, and hold only for the bytes that the client has the other part of.
  const ifRange = request.headers.get('if-range')
  const isRanged = request.method === 'GET' && (ifRange === null || ifRange.trim() === etag)
  const range = isRanged ? parseRange(request.headers.get('range'), video.bytes) : undefined
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${video.bytes}`)
    headers.set('content-length', '0')
    return new Response(null, { status: 416, headers })
  }
  const { start, end } = range ?? { start: 0, end: video.bytes - 1 }
  headers.set('content-length', `${end - start + 1}`)
  if (range) headers.set('content-range', `bytes ${start}-${end}/${video.bytes}`)
  const body = request.method === 'HEAD' ? null : readFileRange(video.path, start, end, request.signal)
  return new Response(body, { status: range ? 206 : 200, headers })
}

/** A JSON answer in the shape that the client of Reelstate reads. */
export function serveError(
  status: number,
  code: 'not_found' | 'invalid_input' | 'unavailable',
  message: string,
  headers: Record<string, string> = {},
): Response {
  const body = JSON.stringify({ error: { code, message } })
  return new Response(body, {
    status,
    headers: { ...headers, 'content-type': 'application/json', 'x-content-type-options': 'nosniff' },
  })
}

/** `If-None-Match` compares weakly: a `W/` in front makes no difference. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false
  return header.split(',').some((candidate) => {
    const tag = candidate.trim().replace(/^W\//, '')
    return tag === '*' || tag === etag
  })
}

/**
 * The bytes of a file as a stream. The file is opened by the first read, so that an answer nobody reads holds
 * nothing open, and closed at the end, on cancel and when `signal` aborts. `Readable.toWeb` would read the
 * whole file ahead of a slow client on Node 20.
 */
function readFileRange(
  path: string,
  start: number,
  end: number,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  let file: FileHandle | undefined
  let position = start
  const close = async () => {
    signal.removeEventListener('abort', close)
    const opened = file
    file = undefined
    await opened?.close()
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (!file) {
            file = await open(path, 'r')
            signal.addEventListener('abort', close)
          }
          signal.throwIfAborted()
          const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - position + 1))
          const { bytesRead } = await file.read(chunk, 0, chunk.length, position)
          if (bytesRead === 0) throw new Error('The video ended before its announced length')
          position += bytesRead
          controller.enqueue(chunk.subarray(0, bytesRead))
          if (position <= end) return
          await close()
          controller.close()
        } catch (error) {
          await close()
          throw error
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  )
}
