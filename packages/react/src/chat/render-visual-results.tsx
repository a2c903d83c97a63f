import type { ChatVideo } from '@reelstate/core/chat'
import type { ReactNode } from 'react'
import { VideoMessage, type VideoMessageProps } from './video-message.js'

/**
 * The videos among the results of a message, each as a player, under the key `vid-` and its index; of anything else,
 * nothing. A video in the making is shown where options say how it is followed, as a `<VideoMessage>`.
 */
export function renderVisualResults(
  results: readonly unknown[],
  options?: Omit<VideoMessageProps, 'part'>,
): ReactNode[] {
  return results.map((result, index) => {
    const { type, data } = Object(result) as Partial<ChatVideo>
    const key = `vid-${index}`
    if (type === 'CHAT_VIDEO' && data?.videoUrl) {
      return (
        <div key={key} style={{ flex: '1 1 100%' }}>
          {/* biome-ignore lint/a11y/useMediaCaption: nobody has captions of a video that was just made. */}
          <video src={data.videoUrl} controls style={{ width: '100%', maxWidth: 600, borderRadius: 8 }} />
        </div>
      )
    }
    if (!options || (type as string) !== 'VIDEO_PENDING') return undefined
    return (
      <div key={key} style={{ flex: '1 1 100%' }}>
        <VideoMessage part={result} {...options} />
      </div>
    )
  })
}
