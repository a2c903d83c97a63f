import { createVideoClient } from '../create-video-client.js'
import type { VideoClient, VideoClientOptions } from '../video-client.js'

/**
 * How a message reaches its job: options, of which every message makes a client of its own, or a client that follows
 * nothing else. Of the options `persist` is not used: the reference is in the part.
 */
export type VideoMessageClient = VideoClientOptions<unknown> | VideoClient

/** A client for one job. `source` is asked whenever options are needed: those of a component change. */
export function clientFor(source: () => VideoMessageClient): VideoClient {
  const first = source()
  if (isVideoClient(first)) return first
  let latest = first
  return createVideoClient(() => {
    const given = source()
    if (!isVideoClient(given)) latest = given
    const { persist, onResult, ...options } = latest
    return {
      ...options,
      onResult(video) {
        const value = onResult?.(video)
        // The player needs the video itself; a promise is watched by the client.
        return value instanceof Promise ? value : undefined
      },
    }
  })
}

function isVideoClient(client: VideoMessageClient): client is VideoClient {
  return 'getState' in Object(client)
}
