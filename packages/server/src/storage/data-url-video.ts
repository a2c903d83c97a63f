import { VideoError } from '@reelstate/core/protocol'
import type { VideoContent } from './video-content.js'
import { videoType } from './video-type.js'

/** The longest `data:` URL that is decoded, in characters: it is in memory as a whole, several times over. */
const LONGEST = 64 * 1024 * 1024

export const isDataUrl = (url: string): boolean => /^data:/i.test(url)

/** A video that the provider delivered inside its URL. Throws a `VideoError` `bad_result` for anything else. */
export async function openDataUrlVideo(url: string): Promise<VideoContent> {
  const type = /^data:(video\/[\w.+-]+)(;[\w.+=-]+){0,5};base64,/i.exec(url)?.[1]
  if (type === undefined) {
    throw new VideoError('bad_result', 'The provider’s `data:` URL holds no video in base64.')
  }
  if (url.length > LONGEST) {
    throw new VideoError(
      'bad_result',
      `The provider’s \`data:\` URL has more than the ${LONGEST} characters that are accepted.`,
    )
  }
  const decoded = await fetch(url).catch((cause) => {
    throw new VideoError('bad_result', 'The provider’s `data:` URL cannot be decoded.', { cause })
  })
  const video = await decoded.blob()
  return {
    contentType: videoType(type) ?? 'video/mp4',
    bytes: video.size,
    etag: undefined,
    read: ({ start, end } = { start: 0, end: video.size - 1 }) => video.slice(start, end + 1).stream(),
  }
}
