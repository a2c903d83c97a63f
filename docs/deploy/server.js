import { createServer } from 'node:http'
import { createVideoHandler, jsonLog, stopOnSignals, toNodeHandler } from '@reelstate/server'
import options from './video-options.js'

// It serves, and leaves the work to the workers.
const handler = createVideoHandler({ ...options, work: false, onEvent: jsonLog() })
const answer = toNodeHandler(handler)

const server = createServer((request, response) => {
  if (request.url?.startsWith('/api/video')) answer(request, response)
  else response.writeHead(404).end()
}).listen(3000)

stopOnSignals(handler, { server })
