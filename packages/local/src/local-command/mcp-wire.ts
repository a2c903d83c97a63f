import type { Readable, Writable } from 'node:stream'
import type { McpServer } from '@modelcontextprotocol/server'
import { type StdioServerHandle, StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'

export interface McpWireOptions {
  /** Makes the server of the session. */
  server(): McpServer
  stdin: Readable
  stdout: Writable
  /**
   * The session has ended: with its stdin, with a stdout that nobody reads, with a message that is too long, or because it
   * was closed. Nothing is read any more.
   */
  onEnd(): void
}

/** Serves one MCP client. What is wrong is said on stderr; what ends the session wrongly makes the exit code 1. */
export function openMcpWire({ server, stdin, stdout, onEnd }: McpWireOptions): StdioServerHandle {
  const wire = new StdioServerTransport(stdin, stdout)
  const connection = serveStdio(server, {
    transport: wire,
    onerror(error) {
      if (isTooLong(error)) process.exitCode = 1
      console.error(`reelstate-local mcp: ${faultOf(error)}`)
    },
  })
  // The transport ends by itself, and says so to the connection only.
  const { onclose } = wire
  wire.onclose = () => {
    onclose?.()
    onEnd()
  }
  return connection
}

const isTooLong = ({ message }: Error) => message.startsWith('ReadBuffer exceeded')

/** One line; what is no message of the protocol comes with every rule that it breaks. */
function faultOf(error: Error): string {
  if (isTooLong(error))
    return 'The client sent a message of more than 10 MiB, so the session ends. Give large images as an https URL.'
  if ('code' in error && error.code === 'EPIPE') return 'The client reads no more, so the session ends.'
  return error.name.endsWith('ZodError')
    ? 'What the client sent is no message of the protocol. It was passed over.'
    : error.message
}
