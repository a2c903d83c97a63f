import { toAiSdkTools, type VideoTool } from '@reelstate/server/chat'
import { convertToModelMessages, isStepCount, streamText, toUIMessageStream } from 'ai'
import type { ChatMessage } from '../src/chat/chat-message.js'
import { explainFailure } from './explain-failure.js'
import type { Llm } from './pick-llm.js'

const INSTRUCTIONS = `You make short videos with your tools. Answer in one or two short sentences, without Markdown.
The page shows every video that you order, with its progress and then its player: give no links, and do not wait for it.
Sizes: 640x360 (landscape), 360x640 (portrait). Order 4 seconds where the user does not say how long.`

export interface ToolsAnswerOptions {
  llm: Llm
  /** Of this conversation. */
  tools: readonly VideoTool[]
  messages: ChatMessage[]
  signal: AbortSignal
}

/** An answer in which the LLM may call tools. Their outputs go to the page, which follows the videos without the LLM. */
export async function answerWithTools({ llm, tools: given, messages, signal }: ToolsAnswerOptions) {
  const tools = toAiSdkTools(given)
  const result = streamText({
    model: llm.model,
    instructions: INSTRUCTIONS,
    // With the tools, so that the LLM is not told what only the page needs.
    messages: await convertToModelMessages(complete(messages), { tools, ignoreIncompleteToolCalls: true }),
    tools,
    stopWhen: isStepCount(5),
    abortSignal: signal,
    onError: () => {},
  })
  return toUIMessageStream<typeof tools, ChatMessage>({
    stream: result.stream,
    onError: explainFailure,
    messageMetadata: ({ part }) => (part.type === 'finish' ? { isComplete: true } : undefined),
  })
}

/** What was cut short in the middle of a sentence is no part of what the LLM gets. */
function complete(messages: ChatMessage[]): ChatMessage[] {
  return messages
    .map((message) => ({
      ...message,
      parts: message.parts.filter((part) => part.type !== 'text' || part.state !== 'streaming'),
    }))
    .filter(({ parts }) => parts.some(({ type }) => type === 'text' || type.startsWith('tool-')))
}
