import type * as z from 'zod'
import type { VideoMessagePart } from './message-part.js'
import { forModel } from './tools/message-parts.js'
import type { VideoTool, VideoToolName } from './tools/video-tool.js'

/** A tool of the AI SDK, with its executor. */
export interface AiSdkVideoTool {
  description: string
  inputSchema: z.ZodObject
  execute(input: unknown, call: { toolCallId: string; abortSignal?: AbortSignal }): Promise<VideoMessagePart>
  /** What the LLM gets of the result: all but what only a page needs. What is wrong comes as an error. */
  toModelOutput(result: { output: VideoMessagePart }): { type: 'json' | 'error-json'; value: AiSdkJson }
}

type AiSdkJson = { [field: string]: string | number | AiSdkJson }

/**
 * For `tools` of the AI SDK's `generateText`, `streamText` and agents, and of its `convertToModelMessages`, which otherwise
 * gives the LLM the whole part of an earlier turn. The output of a call is a part of the message.
 */
export function toAiSdkTools(tools: readonly VideoTool[]): Record<VideoToolName, AiSdkVideoTool> {
  const mapped = tools.map((tool): [VideoToolName, AiSdkVideoTool] => [
    tool.name,
    {
      description: tool.description,
      inputSchema: tool.inputSchema,
      execute: (input, { toolCallId, abortSignal }) =>
        tool.execute(input, { id: toolCallId, signal: abortSignal }),
      toModelOutput: ({ output }) => ({
        type: 'error' in output ? 'error-json' : 'json',
        value: forModel(output) as unknown as AiSdkJson,
      }),
    },
  ])
  return Object.fromEntries(mapped) as Record<VideoToolName, AiSdkVideoTool>
}
