import type { VideoMessagePart } from './message-part.js'
import { parametersOf, type RunOptions, runCalls, type ToolParameters } from './tools/run-calls.js'
import type { VideoTool } from './tools/video-tool.js'

export interface OpenaiToolDefinition {
  type: 'function'
  function: { name: string; description: string; parameters: ToolParameters; strict: false }
}

/** A call of a tool in a message of Chat Completions; those of custom tools have no function. */
export interface OpenaiToolCall {
  id: string
  function?: { name: string; arguments: string }
}

export interface OpenaiToolMessage {
  role: 'tool'
  tool_call_id: string
  content: string
}

export interface OpenaiTools {
  /** For `tools` of `chat.completions.create`. */
  definitions: OpenaiToolDefinition[]
  /**
   * Carries out the `tool_calls` of a message; those of other tools are left to you.
   * @returns `messages` for the next request, and `parts` for the page
   */
  run(
    toolCalls: readonly OpenaiToolCall[] | null | undefined,
    options?: RunOptions,
  ): Promise<{ messages: OpenaiToolMessage[]; parts: VideoMessagePart[] }>
}

/** The tools for OpenAI's Chat Completions, and for the many APIs that speak it. */
export function toOpenaiTools(tools: readonly VideoTool[]): OpenaiTools {
  return {
    definitions: tools.map((tool) => ({
      type: 'function',
      // Strict schemas have no optional fields; what comes is checked here.
      function: {
        name: tool.name,
        description: tool.description,
        parameters: parametersOf(tool),
        strict: false,
      },
    })),
    async run(toolCalls, options) {
      const calls = (toolCalls ?? []).map(({ id, function: called }) => ({
        id,
        name: called?.name ?? '',
        input: called?.arguments,
      }))
      const outcomes = await runCalls(tools, calls, options)
      return {
        messages: outcomes.map(({ id, text }) => ({ role: 'tool', tool_call_id: id, content: text })),
        parts: outcomes.map(({ part }) => part),
      }
    },
  }
}

export interface OpenaiResponsesToolDefinition {
  type: 'function'
  name: string
  description: string
  parameters: ToolParameters
  strict: false
}

/** An item of a response's output; only those of the type `function_call` are looked at. */
export interface OpenaiOutputItem {
  type: string
  call_id?: string | null
  name?: string | null
  arguments?: unknown
}

export interface OpenaiCallOutput {
  type: 'function_call_output'
  call_id: string
  output: string
}

export interface OpenaiResponsesTools {
  /** For `tools` of `responses.create`. */
  definitions: OpenaiResponsesToolDefinition[]
  /**
   * Carries out the calls in the `output` of a response; those of other tools are left to you.
   * @returns `items` for the input of the next request, and `parts` for the page
   */
  run(
    output: readonly OpenaiOutputItem[] | null | undefined,
    options?: RunOptions,
  ): Promise<{ items: OpenaiCallOutput[]; parts: VideoMessagePart[] }>
}

/** The tools for OpenAI's Responses. */
export function toOpenaiResponsesTools(tools: readonly VideoTool[]): OpenaiResponsesTools {
  return {
    definitions: tools.map((tool) => ({
      type: 'function',
      name: tool.name,
      description: tool.description,
      parameters: parametersOf(tool),
      strict: false,
    })),
    async run(output, options) {
      const calls = (output ?? [])
        .filter(({ type }) => type === 'function_call')
        .map(({ call_id, name, arguments: input }) => ({ id: call_id ?? '', name: name ?? '', input }))
      const outcomes = await runCalls(tools, calls, options)
      return {
        items: outcomes.map(({ id, text }) => ({ type: 'function_call_output', call_id: id, output: text })),
        parts: outcomes.map(({ part }) => part),
      }
    },
  }
}
