import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What goes wrong with one TCP connection. */
export type LinkFault =
  | { kind: 'none' }
  /** It is reset before a byte went either way. */
  | { kind: 'refuse' }
  /** After so many bytes of the request (`up`) or of the answer it is reset, ended, or silent for ever. */
  | { kind: 'cut'; way: 'up' | 'down'; bytes: number; how: 'reset' | 'end' | 'stall' }
  /** The answer comes in pieces of so many bytes, each after a wait. */
  | { kind: 'slow'; bytes: number; ms: number }

/** A TCP proxy on loopback, byte for byte; what goes wrong with each connection is the test's to say. */
export class FaultProxy {
  /** Connections that were made, and those that are open. */
  connections = 0
  readonly open = new Set<Socket>()
  private port = 0
  private server = createServer()

  constructor(
    readonly target: number,
    readonly nextFault: () => LinkFault = () => ({ kind: 'none' }),
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}/video`
  }

  /** Takes connections, on one and the same port every time. */
  async start(): Promise<this> {
    this.server = createServer((client) => this.link(client, this.nextFault()))
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve))
    this.port = (this.server.address() as AddressInfo).port
    return this
  }

  /** Resets every connection, and refuses others until it is started again. */
  async stop(): Promise<void> {
    for (const socket of this.open) socket.resetAndDestroy()
    await new Promise((resolve) => this.server.close(resolve))
  }

  [Symbol.asyncDispose] = () => this.stop()

  private link(client: Socket, fault: LinkFault): void {
    this.connections++
    client.on('error', () => {})
    if (fault.kind === 'refuse') {
      client.resetAndDestroy()
      return
    }
    this.open.add(client)
    const server = connect(this.target, '127.0.0.1').on('error', () => {})
    client.on('close', () => {
      this.open.delete(client)
      server.destroy()
    })
    let isSilent = false
    const carry = async (way: 'up' | 'down', from: Socket, to: Socket) => {
      let left = fault.kind === 'cut' && fault.way === way ? fault.bytes : Number.POSITIVE_INFINITY
      const pace = fault.kind === 'slow' && way === 'down' ? fault : { bytes: 65_536, ms: 0 }
      for await (const bytes of from) {
        // Nobody hears anything any more, and nobody is told.
        if (isSilent) continue
        for (const piece of inPieces(bytes.subarray(0, left), pace.bytes)) {
          if (pace.ms > 0) await new Promise((resolve) => setTimeout(resolve, pace.ms))
          if (to.destroyed) return
          to.write(piece)
        }
        left -= bytes.length
        if (fault.kind !== 'cut' || left > 0) continue
        if (fault.how === 'reset') client.resetAndDestroy()
        if (fault.how === 'end') client.end()
        if (fault.how !== 'stall') server.destroy()
        isSilent = true
      }
      to.end()
    }
    carry('up', client, server).catch(() => client.destroy())
    carry('down', server, client).catch(() => client.destroy())
  }
}

function* inPieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
