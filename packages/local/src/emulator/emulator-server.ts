import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '@reelstate/server'

export interface EmulatorServer {
  url: string
  /** Cuts every connection. */
  close(): Promise<void>
}

/** Answers a request; `cut` breaks its connection, after which the answer goes nowhere. */
export type AnswerRequest = (request: Request, cut: () => void) => Promise<Response>

/** Rejects when the port is taken. */
export async function listen(
  answerRequest: AnswerRequest,
  { port, host }: { port: number; host: string },
): Promise<EmulatorServer> {
  const server = createServer((message, answer) => {
    const cut = () => answer.destroy()
    void toNodeHandler((request) => answerRequest(request, cut))(message, answer)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { address, family, port: actual } = server.address() as AddressInfo
  const shownHost = ['0.0.0.0', '::'].includes(address)
    ? 'localhost'
    : family === 'IPv6'
      ? `[${address}]`
      : address
  return {
    url: `http://${shownHost}:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
