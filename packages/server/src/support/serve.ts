import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'

export interface TestServer {
  url: string
  close(): Promise<void>
}

/** A handler of web requests as a real HTTP server on a free port. A client that leaves cancels the answer's body. */
export async function serve(handle: (request: Request) => Response | Promise<Response>): Promise<TestServer> {
  const server = createServer(async (message, answer) => {
    const response = await handle(toRequest(message))
    answer.writeHead(response.status, Object.fromEntries(response.headers))
    await send(response, answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/video`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function toRequest(message: IncomingMessage): Request {
  const hasBody = message.method === 'POST'
  return new Request(`http://${message.headers.host}${message.url}`, {
    method: message.method ?? 'GET',
    headers: message.headers as Record<string, string>,
    ...(hasBody && { body: Readable.toWeb(message) as ReadableStream, duplex: 'half' }),
  } as RequestInit)
}

async function send(response: Response, answer: ServerResponse): Promise<void> {
  const reader = response.body?.getReader()
  answer.on('close', () => void reader?.cancel())
  for (;;) {
    const { value } = (await reader?.read()) ?? {}
    if (!value) break
    answer.write(value)
  }
  answer.end()
}
