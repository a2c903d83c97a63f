import type { VideoMessagePart } from '@reelstate/core/chat'
import type { UIMessage } from 'ai'

/** How the LLM makes a video: by calling tools, or by commands in its text. */
export type Way = 'tools' | 'commands'

/** What came of a command. */
export type CommandResult = VideoMessagePart & { _meta_actions?: string[] }

export interface ChatMetadata {
  /** The LLM came to the end of it. */
  isComplete?: true
  /** The user stopped it, or what would have followed. */
  isStopped?: true
  /** The LLM's own text, with the commands in it, up to the last one that was carried out or to its end. */
  said?: string
}

interface VideoToolTypes {
  input: unknown
  output: VideoMessagePart
}

/** A message as the AI SDK streams it. */
export type ChatMessage = UIMessage<
  ChatMetadata,
  { video: CommandResult },
  { create_video: VideoToolTypes; check_video: VideoToolTypes; cancel_video: VideoToolTypes }
>

/** What a page sends to `/api/chat`. */
export interface ChatRequest {
  /** Names the conversation: the limits hold for all that is ordered in it. */
  id: string
  way: Way
  messages: ChatMessage[]
}
