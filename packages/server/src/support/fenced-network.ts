import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createGuardedFetch, type GuardedFetch } from '../security/guarded-fetch.js'
import { systemNetwork } from '../security/network.js'

/** What a host of the public net answers. */
export type Answer = (answer: ServerResponse, path: string) => void

export interface FencedNetwork {
  /** `guardedFetch`, to which 127.0.0.2 is the public net and `port` its usual port. */
  guardedFetch: GuardedFetch
  port: number
  /** Hosts and their addresses; any other host does not exist. A list of lists is answered one after the other. */
  hosts: Record<string, string[] | string[][]>
  /** What the public net answers, by path. */
  answers: Record<string, Answer>
  /** What was asked of the public net. */
  asked: { path: string; headers: Record<string, unknown> }[]
  /** Connections that are open to the public net. */
  open: ReadonlySet<Socket>
  /** Connections that were made to the private one, 127.0.0.1: each is a breach. */
  hits(): number
  /** Addresses of every connection that was tried. */
  tried: string[]
  close(): Promise<void>
}

/** A public and a private network on this machine, with real sockets: only the names and what counts as public differ. */
export async function fencedNetwork(): Promise<FencedNetwork> {
  let hits = 0
  const canary = createServer((_, answer) => answer.end('a secret'))
  canary.on('connection', () => hits++)
  const port = await listen(canary, '127.0.0.1', 0)

  const fenced: FencedNetwork = {
    port,
    hosts: { 'public.test': ['127.0.0.2'], 'private.test': ['127.0.0.1'], localhost: ['127.0.0.1'] },
    answers: { '/': (answer) => answer.end('public') },
    asked: [],
    open: new Set(),
    hits: () => hits,
    tried: [],
    guardedFetch: createGuardedFetch(async () => {
      const system = await systemNetwork()
      return {
        ...system,
        ports: [`${port}`],
        isPublic: (address) => address === '127.0.0.2' || system.isPublic(address),
        async resolve(hostname) {
          const known = fenced.hosts[hostname.replace(/\.$/, '')] ?? []
          const addresses = known.every((entry) => typeof entry === 'string') ? known : known.shift()
          if (!addresses?.length) throw new Error('ENOTFOUND')
          return addresses as string[]
        },
        request(url, addresses, headers, signal) {
          fenced.tried.push(...addresses)
          return system.request(url, addresses, headers, signal)
        },
      }
    }),
    async close() {
      await Promise.all(
        [canary, publicServer].map((server) => {
          server.closeAllConnections()
          return new Promise((resolve) => server.close(resolve))
        }),
      )
    },
  }

  const publicServer = createServer((message, answer) => {
    const path = message.url ?? ''
    fenced.asked.push({ path, headers: message.headers })
    const known = fenced.answers[path]
    if (known) known(answer, path)
    else answer.writeHead(404).end()
  })
  publicServer.on('connection', (socket) => {
    const open = fenced.open as Set<Socket>
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  await listen(publicServer, '127.0.0.2', port)
  return fenced
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(port, host, resolve)
  })
  return (server.address() as AddressInfo).port
}
