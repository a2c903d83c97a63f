import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JobsHealth } from '../jobs/video-jobs.js'

export interface HealthServer {
  /** Of `/health`. */
  url: string
  close(): Promise<void>
}

/**
 * Answers `GET /health` with 200, or with 503 where the store does not answer, and nothing else. Rejects when it cannot
 * listen there.
 */
export async function serveHealth(
  health: () => Promise<JobsHealth>,
  { host, port }: { host: string; port: number },
): Promise<HealthServer> {
  const server = createServer(async (request, response) => {
    response.setHeader('Cache-Control', 'no-store')
    const isAsked = request.url?.split('?')[0] === '/health'
    if (!isAsked || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end()
      return
    }
    const now = await health()
    response.writeHead(now.ok ? 200 : 503, { 'Content-Type': 'application/json' }).end(JSON.stringify(now))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve)
  }).catch((thrown) => {
    const message = `/health cannot be served at ${host}:${port} (${thrown.code}). Give another --port or --host.`
    throw new Error(message, { cause: thrown })
  })
  const { address, port: actual } = server.address() as AddressInfo
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${actual}/health`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
