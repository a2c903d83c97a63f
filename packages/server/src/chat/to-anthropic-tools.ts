import type { VideoMessagePart } from './message-part.js'
import { parametersOf, type RunOptions, runCalls, type ToolParameters } from './tools/run-calls.js'
import type { VideoTool } from './tools/video-tool.js'

export interface AnthropicToolDefinition {
  name: string
  description: string
  input_schema: ToolParameters
}

/** A block of a message's content; only those of the type `tool_use` are looked at. */
export interface AnthropicBlock {
  type: string
  id?: string
  name?: string
  input?: unknown
}

export interface AnthropicToolResult {
  type: 'tool_result'
  tool_use_id: string
  content: string
  is_error?: true
}

export interface AnthropicTools {
  /** For `tools` of `messages.create`. */
  definitions: AnthropicToolDefinition[]
  /**
   * Carries out the calls in the `content` of a message, which may be a text; those of other tools are left to you.
   * @returns `results` for the content of the next message of the user, and `parts` for the page
   */
  run(
    content: readonly AnthropicBlock[] | string | null | undefined,
    options?: RunOptions,
  ): Promise<{ results: AnthropicToolResult[]; parts: VideoMessagePart[] }>
}

/** The tools for Anthropic's Messages. */
export function toAnthropicTools(tools: readonly VideoTool[]): AnthropicTools {
  return {
    definitions: tools.map((tool) => ({
      name: tool.name,
      description: tool.description,
      input_schema: parametersOf(tool),
    })),
    async run(content, options) {
      const blocks = typeof content === 'string' ? [] : (content ?? [])
      const calls = blocks
        .filter(({ type }) => type === 'tool_use')
        .map(({ id = '', name = '', input }) => ({ id, name, input }))
      const outcomes = await runCalls(tools, calls, options)
      return {
        results: outcomes.map(({ id, text, isError }) => ({
          type: 'tool_result',
          tool_use_id: id,
          content: text,
          ...(isError && { is_error: true }),
        })),
        parts: outcomes.map(({ part }) => part),
      }
    },
  }
}
