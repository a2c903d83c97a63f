import { isPublicAddress } from './public-address.js'

/** What `guardedFetch` needs of the runtime. */
export interface Network {
  /** Every address of a host; undefined where the runtime cannot say. */
  resolve?: (hostname: string) => Promise<readonly string[]>
  isPublic(address: string): boolean
  /** The ports of public hosts. */
  ports: readonly string[]
  /**
   * One `GET`, without following redirects; connects to one of `addresses` and to nothing else. Aborting `signal` before
   * the headers have come ends it; canceling the body does after that.
   */
  request(
    url: URL,
    addresses: readonly string[],
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response>
}

const publicHosts = { isPublic: isPublicAddress, ports: ['443', '80'] }

/** Fetch of the runtime, which says nothing of addresses. */
export const fetchNetwork: Network = {
  ...publicHosts,
  request: (url, _, headers, signal) => fetch(url, { headers, signal, redirect: 'manual' }),
}

/** The runtime's own network. */
export async function systemNetwork(): Promise<Network> {
  if (!isNode()) return fetchNetwork
  const { lookup } = await import('node:dns/promises')
  const { requestPinned } = await import('./request-pinned.js')
  return {
    ...publicHosts,
    resolve: async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address),
    request: requestPinned,
  }
}

/** Workers have a `process` and `node:` modules too, but no sockets whose address could be chosen. */
const isNode = () =>
  globalThis.process?.versions?.node !== undefined && globalThis.navigator?.userAgent !== 'Cloudflare-Workers'
