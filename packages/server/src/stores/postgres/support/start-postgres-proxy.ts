import { connect, createServer, type Socket } from 'node:net'
import { freePort } from '../../../support/run-unprivileged.js'

export interface PostgresProxy {
  connectionString: string
  /** Ends it with every connection through it. */
  stop(): Promise<void>
}

/** What passes, as it is to go on; undefined where it is to be lost. */
type Pass = (data: Buffer) => Buffer | undefined

/** Stands between a store and its PostgreSQL. */
export async function startPostgresProxy(
  target: string,
  { toServer = (data) => data, toClient = (data) => data }: { toServer?: Pass; toClient?: Pass },
): Promise<PostgresProxy> {
  const url = new URL(target)
  const { hostname, port } = url
  const sockets = new Set<Socket>()
  const join = (from: Socket, to: Socket, pass: Pass) => {
    sockets.add(from)
    from.on('data', (data) => {
      const passed = pass(data)
      if (passed) to.write(passed)
    })
    from.on('error', () => {})
    from.on('close', () => to.destroy())
  }
  const server = createServer((client) => {
    const behind = connect(Number(port), hostname)
    join(client, behind, toServer)
    join(behind, client, toClient)
  })
  url.port = `${await freePort()}`
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(Number(url.port), '127.0.0.1', resolve)
  })
  return {
    connectionString: url.href,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Loses what holds this text, once; `lost` resolves when it has. */
export function losing(text: string): { toServer: Pass; lost: Promise<void> } {
  let isLost = false
  let tell = () => {}
  const lost = new Promise<void>((resolve) => {
    tell = resolve
  })
  const toServer: Pass = (data) => {
    if (isLost || !data.includes(text)) return data
    isLost = true
    tell()
    return undefined
  }
  return { toServer, lost }
}
