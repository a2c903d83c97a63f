import { pathToFileURL } from 'node:url'
import { type CallToolResult, McpServer, type ServerContext } from '@modelcontextprotocol/server'
import type { VideoHandler } from '@reelstate/server'
import type { VideoMessagePart, VideoTool } from '@reelstate/server/chat'
import { progressReporter } from './mcp-progress.js'
import { saveVideo } from './save-video.js'

/** The version of this package. */
export const VERSION = '0.1.0'

export interface McpServerOptions {
  tools: readonly VideoTool[]
  /** Where the links of the tools lead. */
  handler: VideoHandler
  /** Where finished videos are written. */
  directory: string
  /** How long `create_video` waits for its video, in ms. */
  waitMs: number
}

/** The tools for videos as an MCP server; it is connected by whoever asked for it. */
export function createMcpServer({ tools, handler, directory, waitMs }: McpServerOptions): McpServer {
  const server = new McpServer({ name: 'reelstate', title: 'Reelstate', version: VERSION })

  async function call(tool: VideoTool, input: unknown, { mcpReq }: ServerContext): Promise<CallToolResult> {
    const { id, signal } = mcpReq
    const progress = progressReporter(mcpReq)
    const part = await tool.execute(input, {
      id: `${id}`,
      signal,
      onStatus: progress.tell,
      ...(tool.name === 'create_video' && { waitMs }),
    })
    progress.end('type' in part && part.type === 'CHAT_VIDEO')
    return resultOf(part)
  }

  async function resultOf(part: VideoMessagePart): Promise<CallToolResult> {
    if ('error' in part) return { content: [{ type: 'text', text: part.error }], isError: true }
    if (part.type !== 'CHAT_VIDEO') return { content: [{ type: 'text', text: textOf(part) }] }
    const { videoId = 'video', videoUrl } = part.data
    const { path, bytes } = await saveVideo(handler, videoUrl, directory, videoId)
    const uri = pathToFileURL(path).href
    return {
      content: [
        { type: 'text', text: `The video ${videoId} is ready: ${path}` },
        { type: 'resource_link', uri, name: `${videoId}.mp4`, mimeType: 'video/mp4', size: bytes },
      ],
    }
  }

  for (const tool of tools) {
    const { name, inputSchema } = tool
    const description = name === 'create_video' ? describeCreate(waitMs) : tool.description
    server.registerTool(name, { description, inputSchema }, (input, context) => call(tool, input, context))
  }
  return server
}

const describeCreate = (waitMs: number) =>
  'Makes a video from a text and writes it to a file. ' +
  `Where it takes longer than ${waitMs / 1_000} s, the answer is a videoId for check_video. ` +
  'Every call orders and costs: call it once per video that the user wants.'

const textOf = ({ data }: Exclude<VideoMessagePart, { error: string }> & { data: { message?: string } }) =>
  `${data.message} videoId: ${data.videoId}`
