import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A real HTTP server on loopback whose answers come from a function like `fetch`; one that throws hangs up. */
export async function serveFetch(fetch: (url: string, init: RequestInit) => Promise<Response>) {
  const open = new Set<Socket>()
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const left = new AbortController()
    response.on('close', () => left.abort())
    try {
      // An order that breaks off on the way is none.
      await request.forEach(() => {})
      const given = { method, headers: headers as Record<string, string>, signal: left.signal }
      const answer = await fetch(`http://${headers.host}${url}`, given)
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      for await (const bytes of answer.body ?? []) response.write(bytes)
      response.end()
    } catch {
      response.destroy()
    }
  })
  // What happens to a connection then happens to one request.
  server.maxRequestsPerSocket = 1
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    /** Connections that are open. */
    open,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
