import type { ChatVideo, VideoPending } from './video-message-part.js'

/** Whether a part of a message is one to show as a player: a video, or one in the making. */
export function isVisualResult(part: unknown): part is VideoPending | ChatVideo {
  const { type, data } = Object(part) as { type?: unknown; data?: { videoUrl?: unknown } | null }
  return (type === 'CHAT_VIDEO' && Boolean(data?.videoUrl)) || type === 'VIDEO_PENDING'
}
