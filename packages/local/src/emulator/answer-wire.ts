import { setTimeout as sleep } from 'node:timers/promises'
import type { EmulatedJob } from './emulator-job.js'
import type { EmulatedRequest, EmulatorState } from './emulator-state.js'
import { findRoute } from './find-route.js'
import { pollFault } from './poll-fault.js'
import { readBody } from './read-body.js'
import { VENDOR_ORIGIN } from './redirecting-fetch.js'
import { rateLimited } from './refuse-create.js'
import { createWireContext } from './wire-context.js'
import { type Route, type Wire, WireError } from './wires/wire.js'

/** Breaks the connection; thrown by what needs no answer. */
class Cut extends Error {}

export interface WireRequest {
  wire: Wire
  /** Below the prefix. */
  path: string
  request: Request
  cut: () => void
  /** Where the emulator itself is. */
  emulatorUrl: string
}

/** Answers a request to a wire, with the faults of its job's scenario. */
export async function answerWire(state: EmulatorState, call: WireRequest): Promise<Response> {
  const { wire, path, request, cut } = call
  const { provider } = wire
  const noted: EmulatedRequest = {
    provider,
    method: request.method,
    path: path + keyless(request),
    at: new Date(),
  }
  state.note(noted)
  try {
    const response = await answerRoute(state, call).catch((error: unknown) => {
      if (error instanceof Cut || request.signal.aborted || state.closing.aborted) throw error
      return sayError(state, wire, error)
    })
    noted.status = response.status
    return response
  } catch {
    cut()
    return new Response()
  }
}

async function answerRoute(state: EmulatorState, call: WireRequest): Promise<Response> {
  const { wire, path, request, emulatorUrl } = call
  const found = findRoute(wire.routes, request.method, path)
  if (found === 'method_not_allowed')
    throw new WireError('method_not_allowed', `${request.method} is not possible at ${path}.`)
  if (!found) throw new WireError('not_found', `There is no ${request.method} ${path} here.`)
  const { route, params } = found
  const { origin: ownOrigin, searchParams } = new URL(request.url)
  if (!route.public) checkKey(state.apiKeys, request, searchParams)

  const vendorOrigin = request.headers.get(VENDOR_ORIGIN)
  const job = params.id === undefined ? undefined : state.jobs.find(wire.provider, params.id)
  const context = createWireContext(state, wire, request, vendorOrigin ? emulatorUrl : ownOrigin)
  const answer = async () =>
    route.answer({
      request,
      params,
      query: searchParams,
      body: await readBody(request),
      emulator: context,
      origin: vendorOrigin ?? `${ownOrigin}${wire.prefix}`,
    })
  if (job && route.kind === 'status') return answerPoll(state, job, request, answer)
  if (job && route.kind === 'content') refuseContent(state, job, route)

  const response = await answer()
  if (context.created?.scenario === 'create-cut') throw new Cut()
  if (context.created?.scenario === 'create-hangs') await hang(state, request)
  return response
}

async function answerPoll(
  state: EmulatorState,
  job: EmulatedJob,
  request: Request,
  answer: () => Promise<Response>,
): Promise<Response> {
  switch (pollFault(job.scenario, state.jobs.countPoll(job))) {
    case 'rate_limited':
      throw rateLimited()
    case 'server_error':
      throw new WireError('server_error', 'The server had an error while processing your request.')
    case 'bad_gateway':
      return badGateway()
    case 'cut':
      throw new Cut()
    case 'hang':
      await hang(state, request)
      return answer()
    case 'half':
      return halfOf(await answer())
    default:
      return answer()
  }
}

function refuseContent(state: EmulatorState, job: EmulatedJob, { path }: Route): void {
  if (job.state !== 'succeeded') return
  if (job.scenario === 'content-gone') throw new WireError('not_found', `The video of job ${job.id} is gone.`)
  // Behind a key there is one address, which is the expired one once only.
  if (job.scenario === 'url-expired' && state.jobs.countContent(job) === 1)
    throw new WireError('url_expired', `This address of ${path} has expired.`)
}

/** Ends early, without an answer, when the client leaves or the emulator closes, which cuts its connection. */
async function hang({ hangMs }: EmulatorState, { signal }: Request): Promise<void> {
  await sleep(hangMs, undefined, { signal })
}

function checkKey(keys: readonly string[] | undefined, { headers }: Request, query: URLSearchParams): void {
  const bearer = headers.get('authorization')?.trim().split(/\s+/)[1]
  const key = bearer ?? headers.get('x-goog-api-key') ?? headers.get('x-api-key') ?? query.get('key')
  if (!key) throw new WireError('unauthorized', 'You did not provide an API key.')
  if (keys && !keys.includes(key)) throw new WireError('unauthorized', 'Incorrect API key provided.')
}

/** The query of a request, without a key that it may hold. */
function keyless({ url }: Request): string {
  const { searchParams } = new URL(url)
  searchParams.delete('key')
  return searchParams.size === 0 ? '' : `?${searchParams}`
}

function sayError(state: EmulatorState, wire: Wire, error: unknown): Response {
  if (error instanceof WireError) return withRetryAfter(wire.error(error), error.retryAfter)
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  state.log(`${wire.provider}: the emulator itself failed: ${reason}`)
  return wire.error(new WireError('server_error', 'The emulator itself failed; its log says why.'))
}

function withRetryAfter(response: Response, seconds: number | undefined): Response {
  if (seconds === undefined) return response
  const headers = new Headers(response.headers)
  headers.set('retry-after', `${seconds}`)
  return new Response(response.body, { status: response.status, headers })
}

function badGateway(): Response {
  const page = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'
  return new Response(page, { status: 502, headers: { 'content-type': 'text/html; charset=utf-8' } })
}

async function halfOf(response: Response): Promise<Response> {
  const text = await response.text()
  const { status, headers } = response
  headers.delete('content-length')
  return new Response(text.slice(0, Math.floor(text.length / 2)), { status, headers })
}
