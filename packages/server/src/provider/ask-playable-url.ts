import { VideoError } from '@reelstate/core/protocol'
import { toBase64 } from '../security/base64-url.js'
import { openProviderVideo } from '../storage/open-provider-video.js'
import { askUrl, type JobAtProvider, URL_TIMEOUT } from './ask-provider.js'
import { bounded } from './interruptible.js'
import type { VideoUrlResult } from './video-adapter.js'

/** The largest video that travels inside its own URL, in bytes. */
export const MAX_DATA_URL_BYTES = 16 * 1024 * 1024

/**
 * A URL that anybody can play. Where the provider's needs its key, the video is read here and becomes a `data:` URL.
 * Throws what the adapter throws, and a `VideoError` `bad_result` for a video that is too large for that.
 */
export async function askPlayableUrl(job: JobAtProvider, signal?: AbortSignal): Promise<VideoUrlResult> {
  const { needsKey, ...result } = await askUrl(job, signal)
  if (!needsKey) return result
  const url = await bounded(URL_TIMEOUT, signal, (abortSignal) => readAsUrl(job, abortSignal))
  return { jobId: job.jobId, url, ...(result.usage && { usage: result.usage }) }
}

async function readAsUrl({ adapter, jobId }: JobAtProvider, signal: AbortSignal): Promise<string> {
  if (!adapter.openContent) {
    const why = `${adapter.name} says that its URL needs a key, and has no openContent to read the video with.`
    throw new VideoError('bad_result', why, { jobId })
  }
  try {
    const video = await openProviderVideo({ adapter, jobId, maxBytes: MAX_DATA_URL_BYTES, signal })
    const bytes = new Uint8Array(await new Response(video.read()).arrayBuffer())
    return `data:${video.contentType};base64,${toBase64(bytes)}`
  } catch (thrown) {
    if (!(thrown instanceof VideoError) || thrown.code !== 'bad_result') throw thrown
    throw new VideoError(
      'bad_result',
      `The video of job ${jobId} can only be had with the key of ${adapter.name}, and only up to 16 MB travel inside ` +
        `a data: URL: ${thrown.message} Mount createVideoHandler, which serves it from this server.`,
      { jobId, cause: thrown },
    )
  }
}
