import { type VideoActions, videoInstructions } from '@reelstate/server/chat'
import { createUIMessageStream, type ModelMessage, streamText } from 'ai'
import type { ChatMessage } from '../src/chat/chat-message.js'
import { explainFailure } from './explain-failure.js'
import type { Llm } from './pick-llm.js'

const INSTRUCTIONS = `You make short videos. Answer in one or two short sentences, without Markdown.
What came of your commands is told to you as JSON. Order 4 seconds where the user does not say how long.

${videoInstructions()}`

export interface CommandsAnswerOptions {
  llm: Llm
  actions: VideoActions<{ _meta_actions: string[] }>
  messages: ChatMessage[]
  signal: AbortSignal
}

/** One turn of an LLM that writes commands into its text. Their results go to the page, which asks for the next turn. */
export function answerWithCommands({ llm, actions, messages, signal }: CommandsAnswerOptions) {
  return createUIMessageStream<ChatMessage>({
    onError: explainFailure,
    async execute({ writer }) {
      const { stream } = streamText({
        model: llm.model,
        instructions: INSTRUCTIONS,
        messages: messages.flatMap(toModelMessages),
        abortSignal: signal,
        onError: () => {},
      })
      const id = crypto.randomUUID()
      let said = ''
      async function* text() {
        for await (const part of stream) {
          if (part.type === 'error') throw part.error
          if (part.type === 'start-step') {
            writer.write({ type: 'start-step' })
            writer.write({ type: 'text-start', id })
          }
          if (part.type !== 'text-delta') continue
          said += part.text
          yield part.text
        }
      }

      writer.write({ type: 'start' })
      for await (const part of actions.read(text())) {
        if ('text' in part) {
          writer.write({ type: 'text-delta', id, delta: part.text })
        } else {
          writer.write({ type: 'message-metadata', messageMetadata: { said } })
          writer.write({ type: 'data-video', data: part.result })
        }
      }
      if (signal.aborted) return
      writer.write({ type: 'text-end', id })
      writer.write({ type: 'finish-step' })
      writer.write({ type: 'finish', messageMetadata: { isComplete: true, said } })
    },
  })
}

/**
 * A message as the LLM gets it: its own text with the commands in it, and what came of them. Nothing of one that was cut
 * short before anything came of it: what was asked then is still to be answered.
 */
function toModelMessages({ role, parts, metadata }: ChatMessage): ModelMessage[] {
  const shown = parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  if (role === 'user') return [{ role, content: shown }]
  const results = parts.filter((part) => part.type === 'data-video')
  if (!metadata?.isComplete && results.length === 0) return []
  const said = metadata?.said ?? shown
  return [
    ...(said === '' ? [] : [{ role: 'assistant' as const, content: said }]),
    ...results.map(({ data }) => ({ role: 'user' as const, content: JSON.stringify(data) })),
  ]
}
