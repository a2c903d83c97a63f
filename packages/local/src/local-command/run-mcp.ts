import { Console } from 'node:console'
import { createVideoHandler, memoryStore, stopOnSignals } from '@reelstate/server'
import { videoTools } from '@reelstate/server/chat'
import { pickVideoAdapter } from '../pick-video-adapter.js'
import type { McpArguments } from './mcp-command.js'
import { openVideoFolder } from './mcp-folder.js'
import { createMcpServer } from './mcp-server.js'
import { openMcpWire } from './mcp-wire.js'

/** The handler is asked inside of this process only: nothing listens there. */
const HANDLER_URL = 'http://localhost/video'
const OWNER = 'mcp'

/** Serves one MCP client on stdin and stdout. Resolves once it listens; the process ends with either of them. */
export async function runMcp({ provider, directory, videos, waitMs }: McpArguments): Promise<void> {
  // What anything prints by mistake must not get into the protocol.
  globalThis.console = new Console(process.stderr, process.stderr)
  await openVideoFolder(directory)
  const adapter = await pickVideoAdapter(provider === undefined ? {} : { provider })
  const handler = createVideoHandler({
    adapter,
    store: memoryStore(),
    publicUrl: HANDLER_URL,
    authorize: () => OWNER,
    secret: crypto.randomUUID() + crypto.randomUUID(),
  })
  const tools = videoTools({ handler, url: HANDLER_URL, authorize: () => OWNER, limits: { videos } })
  const conversation = tools.for(new Request(HANDLER_URL), crypto.randomUUID())
  const connection = openMcpWire({
    server: () => createMcpServer({ tools: conversation, handler, directory, waitMs }),
    stdin: process.stdin,
    stdout: process.stdout,
    onEnd() {
      close().catch((thrown) => console.error('reelstate-local mcp: it did not end in good order.', thrown))
    },
  })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= connection.close().then(async () => {
      await handler.close(0)
      await adapter.close?.()
    })
    return closing
  }
  stopOnSignals({ close })
  console.error(
    `reelstate-local mcp: It serves an MCP client on stdin and stdout. Videos are made by ${adapter.name} ` +
      `(${adapter.model}) and written to ${directory}.`,
  )
}
