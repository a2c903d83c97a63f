import { VideoError } from '@reelstate/core/protocol'

/** Which URLs may be fetched. */
export interface FetchRules {
  /** Only these hosts; default: every public one. `cdn.example.com`, `*.example.com`, `cdn.example.com:8443`. */
  allowHosts?: readonly string[] | undefined
  /**
   * Hosts of your own that may be private, without TLS and on the port given here: `localhost:3000`,
   * `gpu.internal:8000`. None by default.
   */
  privateHosts?: readonly string[] | undefined
  /** Whether `http:` is good enough for public hosts too. Default: false. */
  allowHttp?: boolean | undefined
}

export interface CheckedUrl {
  url: URL
  /** The name or address to connect to, without the brackets of IPv6. */
  hostname: string
  /** Whether it is one of `privateHosts`: its address is not looked at. */
  isPrivateHost: boolean
}

/**
 * What can be said about a URL before its host is looked up. Throws a `VideoError` `bad_result` for one that may not be
 * fetched; its message holds no more of the URL than the host.
 */
export function checkFetchUrl(text: string | URL, rules: FetchRules, ports: readonly string[]): CheckedUrl {
  if (!URL.canParse(`${text}`)) throw refused('A URL to fetch is no URL.')
  const url = new URL(text)
  const isPrivateHost = isListed(url, rules.privateHosts ?? [], ports)
  const where = `A URL at ${url.host || url.protocol}`
  const isHttp = url.protocol === 'http:' && (rules.allowHttp || isPrivateHost)
  if (url.protocol !== 'https:' && !isHttp) throw refused(`${where} is not fetched: it is no https: URL.`)
  if (url.username !== '' || url.password !== '')
    throw refused(`${where} is not fetched: it holds a password.`)
  if (!isPrivateHost && rules.allowHosts && !isListed(url, rules.allowHosts, ports)) {
    throw refused(`${where} is not fetched: the host is not among the allowed ones.`)
  }
  if (!isPrivateHost && !rules.allowHosts && !ports.includes(portOf(url))) {
    throw refused(`${where} is not fetched: it names a port of its own.`)
  }
  return { url, hostname: url.hostname.replace(/^\[|\]$/g, ''), isPrivateHost }
}

export const refused = (message: string) => new VideoError('bad_result', message)

const portOf = ({ port, protocol }: URL) => port || (protocol === 'https:' ? '443' : '80')

/** An entry without a port means the usual ones. */
function isListed(url: URL, hosts: readonly string[], ports: readonly string[]): boolean {
  return hosts.some((host) => {
    const { hostname, port } = readHost(host)
    const isHost = hostname.startsWith('*.')
      ? url.hostname.endsWith(hostname.slice(1))
      : url.hostname === hostname
    return isHost && (port === '' ? ports.includes(portOf(url)) : port === portOf(url))
  })
}

function readHost(host: string): URL {
  if (URL.canParse(`https://${host}`) && !/[/@?#\\]/.test(host)) return new URL(`https://${host}`)
  throw new VideoError(
    'invalid_options',
    `The host ${JSON.stringify(host)} is none. Give a name, and a port where it is not the usual one: 'cdn.example.com:8443'.`,
  )
}
