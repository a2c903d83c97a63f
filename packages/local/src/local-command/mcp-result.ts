import { pathToFileURL } from 'node:url'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { type ChatVideo, forModel, type VideoMessagePart } from '@reelstate/server/chat'
import type { SavedVideo } from './save-video.js'

/** What a tool answers as long as there is no video. */
type WithoutVideo = Exclude<VideoMessagePart, ChatVideo>

/** What a tool answered as text, and as the fields of that part of a message. */
export function resultOf(part: WithoutVideo): CallToolResult {
  const videoId = videoIdOf(part)
  const text = videoId === undefined ? textOf(part) : `${textOf(part)} videoId: ${videoId}`
  return {
    content: [{ type: 'text', text }],
    structuredContent: { ...forModel(part) },
    ...('error' in part && { isError: true }),
  }
}

/** A video in its file. */
export function savedResult(videoId: string, { path, bytes }: SavedVideo): CallToolResult {
  const uri = pathToFileURL(path).href
  return {
    content: [
      { type: 'text', text: `The video ${videoId} is ready: ${path}` },
      { type: 'resource_link', uri, name: `${videoId}.mp4`, mimeType: 'video/mp4', size: bytes },
    ],
    structuredContent: { type: 'CHAT_VIDEO', data: { videoId, videoUrl: uri } },
  }
}

export const textOf = (part: WithoutVideo): string => ('error' in part ? part.error : part.data.message)

/** The video that a part is about. */
export const videoIdOf = (part: VideoMessagePart): string | undefined =>
  'data' in part ? part.data?.videoId : undefined
