import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const FIRST = 5173
const TRIES = 50

/**
 * Starts a server on `localhost` and returns its port: the given one (0: any), or without one 5173 or the next free
 * one. Throws when the given port is not one or is taken.
 */
export async function listenOnFreePort(server: Server, wanted: string | undefined): Promise<number> {
  if (wanted) return listen(server, readPort(wanted))
  for (let port = FIRST; port < FIRST + TRIES; port++) {
    try {
      return await listen(server, port)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
  throw new Error(`The ports ${FIRST} to ${FIRST + TRIES - 1} are all taken. Choose another: PORT=8080.`)
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, 'localhost')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

function readPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`PORT is ${JSON.stringify(text)}. Give a whole number from 0 to 65535.`)
}
