// Run by Node in a project that installed the packages: orders a video from the embedded provider over HTTP, and has it.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVideoClient, fetchServerSentEvents } from '@reelstate/core'
import { localVideo } from '@reelstate/local'
import { createVideoHandler, memoryStore, toNodeHandler } from '@reelstate/server'

const adapter = localVideo()
const handler = createVideoHandler({ adapter, store: memoryStore(), allowAnonymous: true })
const server = createServer(toNodeHandler(handler))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const client = createVideoClient({ connection: fetchServerSentEvents(`${origin}/api/video`) })
const made = await client.generate({ prompt: 'A red kite over the sea', size: '96x64', duration: 1 })
assert(made.outcome === 'success', JSON.stringify(made))
const video = await fetch(new URL(made.result.url, origin))
assert.equal(video.headers.get('Content-Type'), 'video/mp4')
assert.equal(Buffer.from(await video.arrayBuffer()).toString('latin1', 4, 8), 'ftyp')

client.dispose()
await handler.close()
await adapter.close()
server.closeAllConnections()
server.close()
