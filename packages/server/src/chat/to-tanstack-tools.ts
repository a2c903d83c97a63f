import type * as z from 'zod'
import type { VideoMessagePart } from './message-part.js'
import type { VideoTool, VideoToolName } from './tools/video-tool.js'

/** A tool of TanStack AI that runs on the server. */
export interface TanstackVideoTool {
  __toolSide: 'server'
  name: VideoToolName
  description: string
  inputSchema: z.ZodObject
  execute(
    input: unknown,
    call?: { toolCallId?: string; abortSignal?: AbortSignal },
  ): Promise<VideoMessagePart>
}

/** For `tools` of TanStack AI's `chat`, which gives the LLM what it gives the page: the whole part. */
export function toTanstackTools(tools: readonly VideoTool[]): TanstackVideoTool[] {
  return tools.map((tool) => ({
    __toolSide: 'server',
    name: tool.name,
    description: tool.description,
    inputSchema: tool.inputSchema,
    execute: (input, { toolCallId, abortSignal } = {}) =>
      tool.execute(input, { id: toolCallId, signal: abortSignal }),
  }))
}
