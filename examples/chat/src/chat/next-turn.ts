import type { ChatMessage } from './chat-message.js'
import { hasOpenCall } from './tool-part.js'

/**
 * Whether the page has to ask again without the user: at once for the result of a call that lacks it, so that the video is
 * followed, and where what came of a command says so with `REQUEST_CHAT_MODEL`: after some seconds where a video is in the
 * making, at once where there is something new.
 */
export function nextTurn(messages: readonly ChatMessage[]): 'none' | 'now' | 'later' {
  if (hasOpenCall(messages)) return 'now'
  // A turn that a reload cut short, before it came to anything, is asked for again.
  const last = messages.findLast((message) => message.role === 'user' || isOver(message))
  if (last?.role !== 'assistant' || messages.at(-1)?.metadata?.isStopped) return 'none'
  const results = last.parts.filter((part) => part.type === 'data-video').map(({ data }) => data)
  if (!results.some(({ _meta_actions }) => _meta_actions?.includes('REQUEST_CHAT_MODEL'))) return 'none'
  return results.some((result) => 'type' in result && result.type === 'VIDEO_PENDING') ? 'later' : 'now'
}

const isOver = ({ metadata, parts }: ChatMessage) =>
  metadata?.isComplete || parts.some(({ type }) => type === 'data-video')
