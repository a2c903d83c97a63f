import type { AnyVideoAdapter, VideoAction, VideoJobResult } from '../provider/video-adapter.js'
import { generateVideo } from './generate-video.js'
import type { GenerateVideoOptions, StreamOptions } from './generate-video-options.js'
import type { VideoStream } from './video-stream.js'

/** What to make of which video. Such orders are not remembered in a `store`. */
export interface WorkOnVideoOptions<
  TAdapter extends AnyVideoAdapter = AnyVideoAdapter,
  TSize extends string = string,
  TDuration extends number = number,
> extends Omit<GenerateVideoOptions<TAdapter, TSize, TDuration>, 'jobId' | 'store' | 'idempotencyKey'> {
  /** The provider's name for the job that made the video. */
  sourceJobId: string
}

/** One order on a video that the provider has made; with `stream: true` the whole run, as of `generateVideo`. */
export interface WorkOnVideo {
  <TAdapter extends AnyVideoAdapter, TSize extends string, TDuration extends number>(
    options: WorkOnVideoOptions<TAdapter, TSize, TDuration> & StreamOptions,
  ): VideoStream
  <TAdapter extends AnyVideoAdapter, TSize extends string, TDuration extends number>(
    options: WorkOnVideoOptions<TAdapter, TSize, TDuration> & { stream?: false | undefined },
  ): Promise<VideoJobResult>
}

/**
 * Changes what the prompt says, and keeps the rest of the video. A new job, billed on its own; followed like any other.
 * Rejects with a `VideoError` `invalid_options` where the provider cannot do that.
 */
export const editVideo = workOnVideo('edit')

/** Goes on where the video ends, for `duration` seconds. Otherwise as `editVideo`. */
export const extendVideo = workOnVideo('extend')

/** Makes the video anew with a changed prompt. Otherwise as `editVideo`. */
export const remixVideo = workOnVideo('remix')

function workOnVideo(action: VideoAction): WorkOnVideo {
  return (({ sourceJobId, ...options }: WorkOnVideoOptions) => {
    const base = { action, jobId: sourceJobId }
    return generateVideo({ ...options, base, store: undefined } as GenerateVideoOptions)
  }) as WorkOnVideo
}
