// The documented server code as a server of its own. Prints its address; ends with its standard input.
import './fast-timers.js'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '@reelstate/server'
import { generateVideoFn } from '../server/direct-mode.js'
import { Route } from '../server/streaming-route.js'
import { generateVideoStreamFn } from '../server/streaming-server-function.js'
import { SERVER_FUNCTIONS } from './server-functions.js'
import { startProvider } from './start-provider.js'

const functions: Record<string, (call: { data: never }) => Promise<unknown>> = {
  generateVideoFn,
  generateVideoStreamFn,
}

const emulator = await startProvider()

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname.startsWith(SERVER_FUNCTIONS)) return callFunction(request, pathname)
  if (pathname === Route.path) return Route.options.server.handlers.POST({ request })
  if (pathname === '/provider') {
    emulator.playScenario((await request.text()) as 'happy' | 'failed')
    return new Response(null, { status: 204 })
  }
  return new Response('A page', { headers: { 'Content-Type': 'text/html' } })
}

async function callFunction(request: Request, pathname: string): Promise<Response> {
  try {
    const called = functions[pathname.slice(SERVER_FUNCTIONS.length)]
    const result = await called?.({ data: (await request.json()) as never })
    return result instanceof Response ? result : Response.json(result)
  } catch (error) {
    console.error(error)
    return Response.json({ message: (error as Error).message }, { status: 500 })
  }
}

const server = createServer(toNodeHandler(answer))
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.stdin.resume().on('end', () => process.exit())
