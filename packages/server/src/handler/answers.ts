import { VideoError } from '@reelstate/core/protocol'

/** What holds for every answer about somebody's jobs: no cache keeps it, and none mixes up who asked. */
export const PRIVATE = {
  'Cache-Control': 'private, no-store',
  Vary: 'Authorization, Cookie, Accept, Origin',
  'X-Content-Type-Options': 'nosniff',
}

export function answerJson(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(value, { status, headers: { ...PRIVATE, ...headers } })
}

export const answerNothing = (status = 204): Response => new Response(null, { status, headers: PRIVATE })

/** One answer for what never was, what is no reference at all, and what is somebody else's: they must not be told apart. */
export const notFound = () => new VideoError('not_found', 'There is no such job, or it is not yours.')

export const nobody = () =>
  new VideoError('unauthorized', 'This server does not know who you are. Sign in and try again.', {
    status: 401,
  })

export const badRequest = (message: string) => new VideoError('invalid_input', message)
