import type { IncomingMessage, ServerResponse } from 'node:http'
import { reportFault } from '../report-fault.js'

/** What middleware may have put on a message before it gets here. */
type NodeMessage = IncomingMessage & {
  /** Express keeps what it was mounted under apart. */
  originalUrl?: string
  /** Read already, and parsed. */
  body?: unknown
  /** Read already, as it came. */
  rawBody?: unknown
}

/**
 * A handler of web requests for `node:http`, Express and everything that speaks as they do:
 * `app.use('/api/video', toNodeHandler(video))`. A client that leaves aborts the request and ends the body of the answer;
 * one that reads slowly holds the body back. Never throws and never rejects.
 *
 * Mount it in front of anything that reads bodies, such as `express.json()`: a webhook's signature holds for the bytes as
 * they came. A body that was parsed before is otherwise put together again.
 */
export function toNodeHandler(
  handler: (request: Request) => Response | Promise<Response>,
): (message: IncomingMessage, answer: ServerResponse) => Promise<void> {
  return async (message, answer) => {
    const left = new AbortController()
    answer.once('close', () => left.abort(new Error('The client left.')))
    // A socket that breaks while it is written to; its `close` follows.
    answer.on('error', () => {})
    const request = toRequest(message, left.signal)
    if (!request) {
      answer.writeHead(400, { Connection: 'close' }).end()
      return
    }
    try {
      await send(await handler(request), answer)
    } catch (thrown) {
      if (!left.signal.aborted) reportFault('an answer broke off.', thrown)
      // Cut, so that nobody takes a part for the whole.
      if (answer.headersSent) answer.destroy()
      else answer.writeHead(500, { Connection: 'close' }).end()
    }
  }
}

/** Undefined for what no URL, or no method, can be made of. */
function toRequest(message: NodeMessage, signal: AbortSignal): Request | undefined {
  const { method = 'GET', headers, socket, originalUrl, url = '/' } = message
  const isEncrypted = (socket as { encrypted?: boolean }).encrypted
  const host = `${headers.host ?? headers[':authority'] ?? 'localhost'}`
  const target = originalUrl ?? url
  if (!/^(\/|https?:\/\/)/i.test(target) || !/^[\w.:[\]-]+$/.test(host)) return undefined
  // Put behind the host, and not resolved against it: a path such as //elsewhere.example names no host.
  const whole = target.startsWith('/') ? `${isEncrypted ? 'https' : 'http'}://${host}${target}` : target
  const init: RequestInit & { duplex?: 'half' } = { method, headers: toHeaders(message), signal }
  if (method !== 'GET' && method !== 'HEAD') {
    init.body = toBody(message)
    init.duplex = 'half'
  }
  try {
    return new Request(whole, init)
  } catch {
    return undefined
  }
}

function toHeaders({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    // HTTP/2 has its request line among the headers.
    if (!name.startsWith(':')) headers.append(name, rawHeaders[at + 1] ?? '')
  }
  return headers
}

function toBody(message: NodeMessage): BodyInit {
  const { rawBody, body, readableEnded } = message
  if (rawBody instanceof Uint8Array) return new Uint8Array(rawBody)
  if (!readableEnded || body === undefined) return toStream(message)
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)
}

/** The body as it arrives, no faster than it is read. */
function toStream(message: IncomingMessage): ReadableStream<Uint8Array> {
  // Whoever stops reading still has to answer: the message is left to Node then, not destroyed with its connection.
  const chunks = message.iterator({ destroyOnReturn: false })
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await chunks.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

async function send({ status, headers, body }: Response, answer: ServerResponse): Promise<void> {
  const reader = body?.getReader()
  const hasReader = reader && !answer.destroyed && answer.req.method !== 'HEAD'
  if (!answer.destroyed) writeHead(status, headers, answer)
  if (!hasReader) {
    await reader?.cancel()
    answer.end()
    return
  }
  // A stream that has nothing to say yet has said that it is one.
  answer.flushHeaders()
  await pump(reader, answer)
}

function writeHead(status: number, headers: Headers, answer: ServerResponse): void {
  answer.statusCode = status
  for (const [name, value] of headers) if (name !== 'set-cookie') answer.setHeader(name, value)
  const cookies = headers.getSetCookie()
  if (cookies.length > 0) answer.setHeader('set-cookie', cookies)
}

async function pump(reader: ReadableStreamDefaultReader<Uint8Array>, answer: ServerResponse): Promise<void> {
  let goOn = () => {}
  answer.on('drain', () => goOn())
  answer.once('close', () => {
    reader.cancel().catch(() => {})
    goOn()
  })
  for (;;) {
    const { value } = await reader.read()
    if (!value || answer.destroyed) break
    if (answer.write(value) || answer.destroyed) continue
    await new Promise<void>((resolve) => {
      goOn = resolve
    })
  }
  answer.end()
}
