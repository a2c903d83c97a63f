import type { OpenkbsClient, OpenkbsVideoParams } from '../adapters/openkbs.js'
import { readReference, writeReference } from '../adapters/shared/job-reference.js'
import { generateVideo } from '../generate/generate-video.js'
import { getVideoJobStatus } from '../generate/get-video-job-status.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { nearestSeconds, promptWith } from './order-input.js'

/** How a video is, in the terms of OpenKBS. */
export interface VideoClientAnswer {
  status: 'pending' | 'completed' | 'failed'
  video_id: string
  /** Null until it is completed. */
  video_url: string | null
}

/** The two calls for videos of OpenKBS's `openkbs` object, for any provider. Each answers with an array of one. */
export interface VideoClient extends OpenkbsClient {
  generateVideo(prompt: string, params: OpenkbsVideoParams): Promise<VideoClientAnswer[]>
  checkVideoStatus(videoId: string): Promise<VideoClientAnswer[]>
}

/** One adapter, whatever model is asked for, or one per model. */
export type AdapterChoice = AnyVideoAdapter | ((model: string) => AnyVideoAdapter)

/**
 * What code written for OpenKBS calls, answered by an adapter. Seconds become the nearest that the adapter's model makes.
 * Both calls reject with a `VideoError`.
 *
 * @param adapter for several models a function, such as `(model) => (model === 'sora-2-pro' ? best : fast)`; it throws for
 * one it does not have, and the ids of videos then name their model
 */
export function videoClient(adapter: AdapterChoice): VideoClient {
  const isChoice = typeof adapter === 'function'

  return {
    async generateVideo(prompt, params) {
      const { video_model, seconds, size, input_reference_url, ...modelOptions } = params
      const chosen = isChoice ? adapter(video_model) : adapter
      const { jobId } = await generateVideo({
        adapter: chosen,
        prompt: promptWith(input_reference_url, prompt),
        size,
        duration: seconds === undefined ? undefined : nearestSeconds(chosen, seconds),
        modelOptions,
      })
      const video_id = isChoice ? writeReference({ model: video_model, jobId }) : jobId
      return [{ status: 'pending', video_id, video_url: null }]
    },

    async checkVideoStatus(video_id) {
      const { status, url } = await getVideoJobStatus(
        isChoice ? jobOf(adapter, video_id) : { adapter, jobId: video_id },
      )
      if (status === 'failed') return [{ status, video_id, video_url: null }]
      if (status !== 'completed') return [{ status: 'pending', video_id, video_url: null }]
      return [{ status, video_id, video_url: url ?? null }]
    },
  }
}

function jobOf(choose: (model: string) => AnyVideoAdapter, videoId: string) {
  const { model, jobId } = readReference(videoId)
  return { adapter: choose(`${model}`), jobId: `${jobId}` }
}
