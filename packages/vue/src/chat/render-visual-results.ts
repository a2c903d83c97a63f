import type { ChatVideo, VideoMessageOptions } from '@reelstate/core/chat'
import { h, type VNode } from 'vue'
import { VideoMessage } from './video-message.js'

/**
 * The videos among the results of a message, each as a player, under the key `vid-` and its index; of anything else,
 * nothing. A video in the making is shown where options say how it is followed, as a `<VideoMessage>`.
 */
export function renderVisualResults(
  results: readonly unknown[],
  options?: Omit<VideoMessageOptions, 'part'>,
): (VNode | undefined)[] {
  const row = (index: number, content: VNode) =>
    h('div', { key: `vid-${index}`, style: { flex: '1 1 100%' } }, [content])
  return results.map((result, index) => {
    const { type, data } = Object(result) as Partial<ChatVideo>
    if (type === 'CHAT_VIDEO' && data?.videoUrl) {
      const style = { width: '100%', maxWidth: '600px', borderRadius: '8px' }
      return row(index, h('video', { src: data.videoUrl, controls: true, style }))
    }
    const isFollowed = options && (type as string | undefined) === 'VIDEO_PENDING'
    return isFollowed ? row(index, h(VideoMessage, { part: result, ...options })) : undefined
  })
}
