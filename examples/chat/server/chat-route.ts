import type { VideoActions, VideoTools } from '@reelstate/server/chat'
import { createUIMessageStreamResponse, safeValidateUIMessages } from 'ai'
import type { ChatMessage, ChatRequest } from '../src/chat/chat-message.js'
import { answerWithCommands } from './answer-with-commands.js'
import { answerWithTools } from './answer-with-tools.js'
import type { Llm } from './pick-llm.js'

export interface ChatRouteOptions {
  llm: Llm
  tools: VideoTools
  actions: VideoActions<{ _meta_actions: string[] }>
}

/** `POST /api/chat`: the conversation so far in, the next message of the LLM out, as the AI SDK streams it. */
export function chatRoute({ llm, tools, actions }: ChatRouteOptions) {
  return async (request: Request): Promise<Response> => {
    const body = await readBody(request)
    if (!body) return new Response('Send { id, way, messages } as JSON, by POST.', { status: 400 })
    const { id, way, messages } = body
    const signal = request.signal
    const stream =
      way === 'tools'
        ? answerWithTools({ llm, tools: tools.for(request, id), messages, signal })
        : answerWithCommands({ llm, actions, messages, signal })
    return createUIMessageStreamResponse({ stream })
  }
}

/** Undefined for what is no conversation. */
async function readBody(request: Request): Promise<ChatRequest | undefined> {
  const body = await request.json().catch(() => undefined)
  const { id, way, messages } = Object(body) as Partial<Record<keyof ChatRequest, unknown>>
  if (typeof id !== 'string' || id === '' || (way !== 'tools' && way !== 'commands')) return undefined
  const checked = await safeValidateUIMessages<ChatMessage>({ messages })
  return checked.success ? { id, way, messages: checked.data } : undefined
}
