import type { ChatMessage } from './chat-message.js'

type Part = ChatMessage['parts'][number]

/** A call of a tool, and what came of it. */
export type ToolPart = Extract<Part, { type: `tool-${string}` }>

export const isToolPart = (part: Part): part is ToolPart => part.type.startsWith('tool-')

/** A call without its result: it was made, and then the page was reloaded, or the LLM was stopped. */
export const isOpenCall = (part: Part): part is Extract<ToolPart, { state: 'input-available' }> =>
  isToolPart(part) && part.state === 'input-available'

/** Whether the last message holds such a call. */
export const hasOpenCall = (messages: readonly ChatMessage[]): boolean =>
  messages.at(-1)?.parts.some(isOpenCall) ?? false
