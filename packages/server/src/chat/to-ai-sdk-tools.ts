import type * as z from 'zod'
import type { VideoMessagePart } from './message-part.js'
import { forModel } from './tools/message-parts.js'
import type { VideoTool, VideoToolName } from './tools/video-tool.js'

/** A tool of the AI SDK, with its executor. */
export interface AiSdkVideoTool {
  description: string
  inputSchema: z.ZodObject
  execute(input: unknown, call: { toolCallId: string; abortSignal?: AbortSignal }): Promise<VideoMessagePart>
  /**
   * What the LLM gets of the result: all but what only a page needs. What is wrong comes as an error. A message of before
   * may hold any output: what is no part comes as it is.
   */
  toModelOutput(result: { output: unknown }): AiSdkOutput
}

type AiSdkOutput = { type: 'text'; value: string } | { type: 'json' | 'error-json'; value: AiSdkJson }
type AiSdkJson = string | number | boolean | null | AiSdkJson[] | { [field: string]: AiSdkJson }

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
      toModelOutput: ({ output }) => modelOutputOf(output),
    },
  ])
  return Object.fromEntries(mapped) as Record<VideoToolName, AiSdkVideoTool>
}

function modelOutputOf(output: unknown): AiSdkOutput {
  if (typeof output === 'string') return { type: 'text', value: output }
  if (typeof output !== 'object' || output === null)
    return { type: 'json', value: (output ?? null) as AiSdkJson }
  const value = forModel(output as VideoMessagePart) as unknown as AiSdkJson
  return { type: 'error' in output ? 'error-json' : 'json', value }
}
