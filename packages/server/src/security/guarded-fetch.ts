import { VideoError } from '@reelstate/core/protocol'
import { bounded, interruptible } from '../provider/interruptible.js'
import { boundedBody, tooLarge } from './bounded-body.js'
import { type CheckedUrl, checkFetchUrl, type FetchRules, refused } from './fetch-rules.js'
import { type Network, systemNetwork } from './network.js'

export interface GuardedFetchOptions extends FetchRules {
  /** The most that a body may have. */
  maxBytes: number
  /** Until the headers are there, redirects included, in ms. Default: 10,000. */
  timeoutMs?: number | undefined
  /** How long the body may send nothing while it is read, in ms. Default: 30,000. */
  stallMs?: number | undefined
  /** The `Accept` header. */
  accept?: string | undefined
  /** The `Range` header. */
  range?: string | undefined
  signal?: AbortSignal | undefined
}

export type GuardedFetch = (url: string | URL, options: GuardedFetchOptions) => Promise<Response>

const MOST_REDIRECTS = 3
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]

/**
 * Fetches a URL that came from outside, and cannot be led to a host that is not public: every address of the host is
 * checked, the connection is made to one of those that were, and each redirect is met the same way. Where the runtime
 * cannot look hosts up (Workers, which have no private network to reach), only the name is checked.
 *
 * Answers with whatever status the host gives. Rejects with a `VideoError`: `bad_result` for what may not be fetched or
 * is too large, `unavailable` where the host does not answer, or with the signal's reason. The body fails likewise.
 */
export const guardedFetch: GuardedFetch = createGuardedFetch(systemNetwork)

export function createGuardedFetch(open: () => Promise<Network>): GuardedFetch {
  return async (url, options) => {
    const { timeoutMs = 10_000, stallMs = 30_000, maxBytes, signal } = options
    const response = await bounded(timeoutMs, signal, async (abortSignal) =>
      follow(await open(), url, options, abortSignal),
    )
    const { status, headers } = response
    const problem = problemOf(response, maxBytes)
    if (problem) {
      await response.body?.cancel().catch(() => {})
      throw problem
    }
    const body = response.body && boundedBody(response.body, { maxBytes, stallMs, signal })
    return new Response(body, { status, headers })
  }
}

async function follow(
  network: Network,
  first: string | URL,
  options: GuardedFetchOptions,
  signal: AbortSignal,
): Promise<Response> {
  let next = first
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const checked = checkFetchUrl(next, options, network.ports)
    const addresses = await checkAddresses(network, checked, signal)
    const response = await network
      .request(checked.url, addresses, headersOf(options), signal)
      .catch((cause) => {
        signal.throwIfAborted()
        throw unreachable(checked, cause)
      })
    const location = REDIRECTS.includes(response.status) ? response.headers.get('location') : null
    if (location === null) return response
    await response.body?.cancel().catch(() => {})
    if (!URL.canParse(location, checked.url)) throw refused('A redirect leads to no URL.')
    next = new URL(location, checked.url)
  }
  throw refused(`A URL at ${new URL(first).host} is redirected more than ${MOST_REDIRECTS} times.`)
}

/** Every address of the host, all of them public: one that may not be connected to spoils the others. */
async function checkAddresses(
  { resolve, isPublic }: Network,
  checked: CheckedUrl,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { hostname, isPrivateHost } = checked
  // A resolver is not asked about an address, nor is a `lookup` hook.
  const isAddress = hostname.includes(':') || /^[\d.]+$/.test(hostname)
  const asked = isAddress || !resolve ? [hostname] : interruptible(resolve(hostname), signal)
  const addresses = await Promise.resolve(asked).catch((cause) => {
    signal.throwIfAborted()
    throw unreachable(checked, cause)
  })
  if (isPrivateHost) return addresses
  const isRefused = isAddress || resolve ? !addresses.every(isPublic) : isLocalName(hostname)
  if (isRefused || addresses.length === 0) {
    throw refused(`A URL at ${checked.url.host} is not fetched: this is no public host.`)
  }
  return addresses
}

const isLocalName = (hostname: string) =>
  !/[^.]\.[^.]/.test(hostname) || /\.(localhost|local|internal|lan|home\.arpa)\.?$/.test(hostname)

function headersOf({ accept = '*/*', range }: GuardedFetchOptions): Record<string, string> {
  // Sizes and ranges are those of the bytes themselves.
  const headers = { accept, 'accept-encoding': 'identity', 'user-agent': 'reelstate' }
  return range === undefined ? headers : { ...headers, range }
}

function problemOf({ headers }: Response, maxBytes: number): VideoError | undefined {
  const encoding = headers.get('content-encoding') ?? 'identity'
  if (encoding !== 'identity') return refused(`What was fetched is encoded as ${encoding.slice(0, 20)}.`)
  return Number(headers.get('content-length')) > maxBytes ? tooLarge(maxBytes) : undefined
}

function unreachable({ url }: CheckedUrl, cause: unknown): VideoError {
  return new VideoError('unavailable', `The host ${url.host} cannot be reached.`, { cause })
}
