import { type IncomingHttpHeaders, request } from 'node:http'

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  /** Whether the connection was cut before the end that the headers announced. */
  isCut: boolean
}

/** A plain HTTP client: fetch hides what a HEAD, a 304 or a broken answer carries. */
export function rawRequest(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (message) => {
      const parts: Buffer[] = []
      message.on('data', (part) => parts.push(part))
      message.on('error', () => {})
      message.on('close', () =>
        resolve({
          status: message.statusCode ?? 0,
          headers: message.headers,
          body: Buffer.concat(parts),
          isCut: !message.complete,
        }),
      )
    })
    sent.on('error', reject)
    sent.end()
  })
}
