import type { IncomingMessage, RequestOptions } from 'node:http'
import { webStreamOf } from '../storage/web-stream-of.js'
import type { Network } from './network.js'

/** One `GET` by Node's own client, the only one that lets its caller choose the addresses. */
export const requestPinned: Network['request'] = async (url, addresses, headers, signal) => {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const lookup = answerLookup(addresses)
    // A connection of its own: one from a pool was made to an address that was checked for somebody else.
    request(url, { headers, signal, lookup, agent: false }, resolve).on('error', reject).end()
  })
  try {
    return toResponse(message)
  } catch (error) {
    // A status or header that HTTP allows and `Response` does not.
    message.on('error', () => {}).destroy()
    throw error
  }
}

function toResponse(message: IncomingMessage): Response {
  const { rawHeaders, statusCode: status = 0 } = message
  const headers = new Headers()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '')
  }
  const hasBody = status !== 204 && status !== 205 && status !== 304
  if (!hasBody) message.on('error', () => {}).destroy()
  return new Response(hasBody ? webStreamOf(message) : null, { status, headers })
}

/** Answers with these addresses, whatever name is asked for. */
function answerLookup(addresses: readonly string[]): NonNullable<RequestOptions['lookup']> {
  const records = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  return (_, options, callback) => {
    const [first] = records
    if (options.all) callback(null, records)
    else callback(null, first?.address ?? '', first?.family)
  }
}
