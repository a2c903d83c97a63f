import type * as z from 'zod'
import type { VideoMessagePart, VideoPending } from '../message-part.js'

export type VideoToolName = 'create_video' | 'check_video' | 'cancel_video'

/** One call of a tool, as the LLM made it. */
export interface VideoToolCall {
  /** The LLM's id of the call: in one conversation the same id with the same input means the same video. Default: a new one. */
  id?: string | undefined
  /** Ends a wait. What was ordered goes on; where it has aborted before, nothing is ordered. */
  signal?: AbortSignal | undefined
  /** How long `create_video` and `check_video` may wait for the video, in ms. Default: 0 for `create_video`, `waitMs`. */
  waitMs?: number | undefined
  /** Hears how the video is while the call waits for it. Where it fails, that is told to the log, and nothing depends on it. */
  onStatus?: ((pending: VideoPending) => void) | undefined
}

/** What an LLM can do about videos in one conversation. */
export interface VideoTool {
  readonly name: VideoToolName
  readonly description: string
  readonly inputSchema: z.ZodObject
  /** Checks the input itself. Never rejects: what is wrong is an `error` that the LLM can pass on. */
  execute(input: unknown, call?: VideoToolCall): Promise<VideoMessagePart>
}
