import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Balancer {
  readonly url: string
  /** Cuts every connection: those that are kept alive would go on to the instance that they began with. */
  cut(): void
  close(): Promise<void>
}

/**
 * What stands before several instances: every new connection goes to the first of them that takes it, and ends when that
 * instance does.
 *
 * @param ports of the instances that live, the preferred one first; asked for with every connection
 */
export async function balance(ports: () => readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    keep(client)
    join(client, [...ports()])
  })

  function join(client: Socket, [port, ...others]: number[]): void {
    if (port === undefined || client.destroyed) {
      client.destroy()
      return
    }
    const backend = connect(port, '127.0.0.1')
    keep(backend)
    let isConnected = false
    backend.once('connect', () => {
      isConnected = true
      client.pipe(backend).pipe(client)
    })
    backend.once('close', () => {
      if (isConnected) client.destroy()
      else join(client, others)
    })
    client.once('close', () => backend.destroy())
  }

  function keep(socket: Socket): void {
    open.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => open.delete(socket))
  }

  function cut(): void {
    for (const socket of open) socket.destroy()
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/video`,
    cut,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      cut()
      await closed
    },
  }
}
