import { setTimeout } from 'node:timers/promises'
import { toAiSdkTools, type VideoTool } from '@reelstate/server/chat'
import {
  convertToModelMessages,
  createUIMessageStream,
  isStepCount,
  streamText,
  toUIMessageStream,
  type UIMessageStreamWriter,
} from 'ai'
import type { ChatMessage } from '../src/chat/chat-message.js'
import { isOpenCall } from '../src/chat/tool-part.js'
import { explainFailure } from './explain-failure.js'
import type { Llm } from './pick-llm.js'

const INSTRUCTIONS = `You make short videos with your tools. Answer in one or two short sentences, without Markdown.
The page shows every video that you order, with its progress and then its player: give no links, and do not wait for it.
Sizes: 640x360 (landscape), 360x640 (portrait). Order 4 seconds where the user does not say how long.`

/** How long a call waits before it is carried out, in ms: a page that left before it kept the call has ended it by then. */
const GRACE = 250

export interface ToolsAnswerOptions {
  llm: Llm
  /** Of this conversation. */
  tools: readonly VideoTool[]
  messages: ChatMessage[]
  signal: AbortSignal
}

/**
 * An answer in which the LLM may call tools. Their outputs go to the page, which follows the videos without the LLM. A last
 * message of the LLM is one that was cut short, and is continued.
 */
export function answerWithTools({ llm, tools: given, messages, signal }: ToolsAnswerOptions) {
  const tools = toAiSdkTools(given.map(withGrace))
  return createUIMessageStream<ChatMessage>({
    // So that what continues a message has its id.
    originalMessages: messages,
    onError: explainFailure,
    async execute({ writer }) {
      const closed = await closeCalls(messages, given, writer)
      if (messages.at(-1)?.metadata?.isStopped) return
      const result = streamText({
        model: llm.model,
        instructions: INSTRUCTIONS,
        // With the tools, so that the LLM is not told what only the page needs.
        messages: await convertToModelMessages(whole(closed), { tools, ignoreIncompleteToolCalls: true }),
        tools,
        stopWhen: isStepCount(5),
        abortSignal: signal,
        onError: () => {},
      })
      const stream = toUIMessageStream<typeof tools, ChatMessage>({
        stream: result.stream,
        onError: explainFailure,
        messageMetadata: ({ part }) => (part.type === 'finish' ? { isComplete: true } : undefined),
      })
      writer.merge(stream)
    },
  })
}

/** Otherwise a reload in between would leave a video that the page does not know of, and orders again. */
function withGrace(tool: VideoTool): VideoTool {
  return {
    ...tool,
    async execute(input, call) {
      await setTimeout(GRACE)
      return tool.execute(input, call)
    },
  }
}

/**
 * Carries out the last message's calls whose results did not reach the page. Nothing is ordered twice: the same call with
 * the same input means the same video.
 */
async function closeCalls(
  messages: ChatMessage[],
  tools: readonly VideoTool[],
  writer: UIMessageStreamWriter<ChatMessage>,
): Promise<ChatMessage[]> {
  const last = messages.at(-1)
  if (last?.role !== 'assistant') return messages
  const parts = last.parts.map(async (part) => {
    const tool = tools.find(({ name }) => part.type === `tool-${name}`)
    if (!tool || !isOpenCall(part)) return part
    const { toolCallId } = part
    const output = await tool.execute(part.input, { id: toolCallId })
    writer.write({ type: 'tool-output-available', toolCallId, output })
    return { ...part, state: 'output-available' as const, output }
  })
  return [...messages.slice(0, -1), { ...last, parts: await Promise.all(parts) }]
}

/** What was cut short in the middle of a sentence is no part of what the LLM gets. */
function whole(messages: ChatMessage[]): ChatMessage[] {
  return messages
    .map((message) => ({
      ...message,
      parts: message.parts.filter((part) => part.type !== 'text' || part.state !== 'streaming'),
    }))
    .filter(({ parts }) => parts.some(({ type }) => type === 'text' || type.startsWith('tool-')))
}
