import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVideoHandler } from '../handler/create-video-handler.js'
import { toNodeHandler } from '../http/to-node-handler.js'
import { stopOnSignals } from '../worker-command/stop-on-signals.js'
import options from './worker-options.js'

// A server as a team would write it, for tests that stop it. Says where it listens.

const handler = createVideoHandler({ ...options, work: true })
const server = createServer(toNodeHandler(handler)).listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/video`)
})
stopOnSignals(handler, { server, graceMs: 5_000 })
