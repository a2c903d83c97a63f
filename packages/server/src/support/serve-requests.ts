import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RequestServer {
  /** Without a slash at its end. */
  url: string
  port: number
  close(): Promise<void>
}

/**
 * A handler of web requests on a free port of `host`: a client that leaves aborts the request's signal and cancels the
 * answer, an answer that fails cuts the connection, and one that is not read is not read ahead.
 */
export async function serveRequests(
  handle: (request: Request) => Response | Promise<Response>,
  { host = '127.0.0.1', port = 0 } = {},
): Promise<RequestServer> {
  const server = createServer(async (message, answer) => {
    const left = new AbortController()
    let goOn = () => {}
    answer.on('drain', () => goOn())
    answer.on('close', () => {
      left.abort()
      goOn()
    })
    try {
      const response = await handle(
        new Request(`http://${message.headers.host}${message.url}`, {
          method: message.method ?? 'GET',
          headers: message.headers as Record<string, string>,
          signal: left.signal,
        }),
      )
      answer.writeHead(response.status, Object.fromEntries(response.headers))
      const reader = response.body?.getReader()
      left.signal.addEventListener('abort', () => void reader?.cancel().catch(() => {}))
      for (;;) {
        const { value } = (await reader?.read()) ?? {}
        if (!value) break
        if (answer.write(value) || answer.destroyed) continue
        await new Promise<void>((resolve) => {
          goOn = resolve
        })
      }
      answer.end()
    } catch {
      answer.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  const address = server.address() as AddressInfo
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
