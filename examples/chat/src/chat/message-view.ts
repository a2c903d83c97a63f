import { firstMentions, type VideoMessagePart } from '@reelstate/core/chat'
import type { ChatMessage } from './chat-message.js'
import { isToolPart } from './tool-part.js'

/** A message as a page shows it. */
export interface MessageView {
  readonly id: string
  readonly author: 'you' | 'llm'
  readonly blocks: readonly Block[]
}

export type Block =
  | { readonly kind: 'text'; readonly id: string; readonly text: string }
  /** What the LLM did, and what came of it. */
  | { readonly kind: 'step'; readonly id: string; readonly text: string }
  /** To be shown by `<VideoMessage>`. */
  | {
      readonly kind: 'tool'
      readonly id: string
      readonly part: VideoMessagePart
      readonly shape: 'landscape' | 'portrait'
    }
  /** To be shown by `renderVisualResults`. */
  | { readonly kind: 'command'; readonly id: string; readonly part: VideoMessagePart }

/** How often the LLM was asked: every answer of it begins with a mark. */
export const countTurns = (messages: readonly ChatMessage[]): number =>
  messages.flatMap(({ parts }) => parts).filter(({ type }) => type === 'step-start').length

export function viewOf(messages: readonly ChatMessage[]): MessageView[] {
  const results = messages.flatMap(({ parts }) => parts.map(resultOf))
  const shown = firstMentions(results.filter((result) => result !== undefined))
  return messages.map((message) => ({
    id: message.id,
    author: message.role === 'user' ? 'you' : 'llm',
    blocks: blocksOf(message, shown),
  }))
}

function blocksOf({ parts, metadata }: ChatMessage, shown: ReadonlySet<VideoMessagePart>): Block[] {
  const commands = (metadata?.said ?? '').matchAll(/<(createAIVideo|continueVideoPolling)>/g)
  return parts.flatMap((part, index): Block[] => {
    const id = `${index}`
    const stepId = `${index}-step`
    if (part.type === 'text') {
      const text = part.text.trim()
      return text === '' ? [] : [{ kind: 'text', id, text }]
    }
    if (part.type === 'data-video') {
      const [, name = 'command'] = commands.next().value ?? []
      return [
        { kind: 'step', id: stepId, text: `${name} → ${nameOf(part.data)}` },
        { kind: 'command', id, part: part.data },
      ]
    }
    if (!isToolPart(part)) return []
    const result = resultOf(part)
    const outcome = result ? nameOf(result) : part.state === 'output-error' ? part.errorText : '…'
    const step: Block = { kind: 'step', id: stepId, text: `${part.type.slice('tool-'.length)} → ${outcome}` }
    if (!result || !shown.has(result)) return [step]
    return [step, { kind: 'tool', id, part: result, shape: shapeOf(part.input) }]
  })
}

/** Of the video that was ordered, so that its place has its form before it is there. */
function shapeOf(input: unknown): 'landscape' | 'portrait' {
  const [width = 0, height = 0] = `${Object(input).size}`.split('x').map(Number)
  return height > width ? 'portrait' : 'landscape'
}

function resultOf(part: ChatMessage['parts'][number]): VideoMessagePart | undefined {
  if (part.type === 'data-video') return part.data
  return isToolPart(part) && part.state === 'output-available' ? part.output : undefined
}

const nameOf = (result: VideoMessagePart) => ('error' in result ? 'error' : result.type)
