import { VideoError } from '@reelstate/core/protocol'
import { shown } from '../shown.js'
import type { Asked, HandlerContext } from './handler-context.js'
import type { VideoHandlerOptions } from './handler-options.js'

const METHODS = 'GET, HEAD, POST, DELETE'
const HEADERS = 'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Run-Id'
const EXPOSED = 'ETag, Retry-After, Content-Range'

/**
 * Refuses a request that changes something, when a browser says that another site sent it. A page of another site can send
 * a user's cookies along, but it cannot lie in these headers. Throws a `VideoError` `unauthorized`.
 */
export function checkOrigin(request: Request, { cors, publicUrl }: VideoHandlerOptions): void {
  const origin = request.headers.get('Origin')
  if (origin !== null && cors?.origins.includes(origin)) return
  const site = request.headers.get('Sec-Fetch-Site')
  // What the browser says of its own page holds behind any proxy; older ones say where they are.
  const isOwn =
    site === null ? isOwnOrigin(origin, request, publicUrl) : site === 'same-origin' || site === 'none'
  if (isOwn) return
  throw new VideoError(
    'unauthorized',
    `This request comes from another site, ${shown(origin ?? site ?? undefined)}. ` +
      "Name it in the handler's cors.origins if it may use it.",
    { status: 403 },
  )
}

/** A proxy may end TLS, so the scheme that arrives here is not the one of the page. */
function isOwnOrigin(origin: string | null, { headers, url }: Request, publicUrl = ''): boolean {
  if (origin === null) return true
  const own = [headers.get('Host') ?? new URL(url).host, hostOf(publicUrl)]
  return URL.canParse(origin) && own.includes(new URL(origin).host)
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : undefined)

/** The headers by which a browser lets another site read an answer: none, unless that site was named. */
export function corsHeaders(request: Request, { cors }: VideoHandlerOptions): Record<string, string> {
  const origin = request.headers.get('Origin')
  if (origin === null || !cors?.origins.includes(origin)) return {}
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': EXPOSED,
    ...(cors.credentials && { 'Access-Control-Allow-Credentials': 'true' }),
  }
}

/** What a browser asks before it sends another site's request. */
export function preflight({ options }: HandlerContext, { request }: Asked): Response {
  const origin = request.headers.get('Origin')
  const isAllowed = origin !== null && options.cors?.origins.includes(origin)
  const methods = {
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Allow-Headers': HEADERS,
    'Access-Control-Max-Age': '600',
  }
  return new Response(null, {
    status: isAllowed || origin === null ? 204 : 403,
    headers: { ...(isAllowed && methods), Allow: `${METHODS}, OPTIONS`, Vary: 'Origin' },
  })
}
