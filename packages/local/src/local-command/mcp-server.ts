import { McpServer, type StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import type { VideoTool } from '@reelstate/server/chat'
import { type McpCallsOptions, mcpCalls } from './mcp-calls.js'

/** The version of this package. */
export const VERSION = '0.1.0'

/** The tools for videos as an MCP server; it is connected by whoever asked for it. */
export function createMcpServer(options: McpCallsOptions): McpServer {
  const server = new McpServer({ name: 'reelstate', title: 'Reelstate', version: VERSION })
  const call = mcpCalls(options)
  for (const tool of options.tools) {
    const { name } = tool
    server.registerTool(name, describe(tool, options.waitMs), (input, { mcpReq }) =>
      call(name, input, mcpReq),
    )
  }
  return server
}

/** What a client is told of a tool: here `create_video` and `check_video` end with a file, and wait for it. */
function describe({ name, description, inputSchema }: VideoTool, waitMs: number) {
  const seconds = waitMs / 1_000
  switch (name) {
    case 'create_video':
      return {
        description:
          `Makes a video from a text and writes it to a file. It waits up to ${seconds} s for the video; where that is ` +
          'not enough, the answer is a videoId for check_video. Every call orders and costs: call it once per video ' +
          'that the user wants. Where a call got no answer, do not repeat it: call check_video without a videoId.',
        inputSchema: checkedByTool(inputSchema),
      }
    case 'check_video':
      return {
        description:
          'Says how a video is: in the making, ready in a file, or failed. Without a videoId it is about the video ' +
          `that was ordered last. It waits up to ${seconds} s for the video; call it again while the video is in the making.`,
        inputSchema: checkedByTool(inputSchema.partial()),
      }
    case 'cancel_video':
      return { description, inputSchema: checkedByTool(inputSchema) }
  }
}

/** Is shown to clients, and lets everything through: the tool says itself what is wrong, in words that teach and with a code. */
function checkedByTool(schema: VideoTool['inputSchema']): StandardSchemaWithJSON<object> {
  return { '~standard': { ...schema['~standard'], validate: (value) => ({ value: value as object }) } }
}
