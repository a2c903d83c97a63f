import { VideoError, type VideoErrorCode } from '@reelstate/core/protocol'
import type { VideoHandler } from '../../handler/create-video-handler.js'

/** Of the chat's own request: what says what its body is, and how to answer it. */
const NOT_PASSED_ON =
  /^(accept|connection|content-.+|expect|idempotency-key|if-.+|keep-alive|last-event-id|range|te|trailer|transfer-encoding|upgrade|x-run-id)$/

export interface HandlerCall {
  method: 'GET' | 'POST' | 'DELETE'
  /** Sent as the header `Idempotency-Key`, or as `?key=` where nothing is created. */
  key: string
  json?: unknown
}

/**
 * Asks the video handler in the name of whoever sent the chat's request: with its cookies and its other headers, so that the
 * handler's own `authorize`, limits and checks hold. Rejects with the `VideoError` that the handler answers with.
 */
export async function callHandler<T>(
  handler: VideoHandler,
  url: string,
  chat: Request,
  { method, key, json }: HandlerCall,
): Promise<T> {
  const headers = new Headers([...chat.headers].filter(([name]) => !NOT_PASSED_ON.test(name)))
  headers.set('Accept', 'application/json')
  const target = new URL(url, chat.url)
  if (method === 'POST') {
    headers.set('Content-Type', 'application/json')
    headers.set('Idempotency-Key', key)
  } else {
    target.searchParams.set('key', key)
  }
  const response = await handler(
    new Request(target, { method, headers, ...(json !== undefined && { body: JSON.stringify(json) }) }),
  )
  const body = await response.json()
  if (response.ok) return body as T
  const { code, message } = (body as { error: { code: VideoErrorCode; message: string } }).error
  throw new VideoError(code, message, { status: response.status })
}
