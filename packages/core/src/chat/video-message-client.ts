import { createVideoClient } from '../create-video-client.js'
import { VideoError } from '../protocol.js'
import type { VideoClient, VideoClientOptions } from '../video-client.js'

/**
 * How a message reaches its job: options, of which every message makes a client of its own, or a client that follows
 * nothing else. Of the options `persist` is not used: the reference is in the part.
 */
export type VideoMessageClient = VideoClientOptions<unknown> | VideoClient

/** Throws a `VideoError` `invalid_options` where no way to the server is given. */
export function checkClient(client: VideoMessageClient): VideoMessageClient {
  const hasWay = ['getState', 'connection', 'fetcher'].some((name) => Object(client)[name])
  if (hasWay) return client
  const given = client === null ? 'null' : typeof client
  throw new VideoError(
    'invalid_options',
    `VideoMessage: the client is ${given}, which says no way to the server. Give it options, such as { connection: fetchServerSentEvents('/api/video') }, or a client.`,
  )
}

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
