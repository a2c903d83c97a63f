import { localVideo } from '@reelstate/local'
import { type VideoAdapter, VideoError } from '@reelstate/server'

type Size = '1280x720' | '720x1280' | '1792x1024' | '1024x1792'

/** Where the videos of the stand-in are served. */
export const VIDEOS = '/videos'

const local = localVideo({ publicUrl: VIDEOS, minMsPerFrame: 50, concurrency: 4 })

/** How orders are refused. The documented code tells one refusal from another by these words. */
const refusals = {
  unavailable: new VideoError('unauthorized', 'Video generation API is not available for this key.'),
  'rate limited': new VideoError('rate_limited', 'The rate limit of 5 orders a minute is reached.'),
  broken: new VideoError('bad_response', 'The provider sent 500.'),
}

/** What a test decides about the provider. */
export const provider: {
  /** Makes videos, fails the jobs, or refuses the orders. */
  mood: 'working' | 'failing' | keyof typeof refusals
  readonly orders: unknown[]
  serve: typeof local.serve
  close: typeof local.close
} = { mood: 'working', orders: [], serve: local.serve, close: local.close }

/**
 * The embedded provider in the place of `openaiVideo`. It knows the sizes and durations of `sora-2`, and renders one small
 * second in more than one, whatever was ordered, so that a test sees it on the way.
 */
export function openaiVideo(model = 'sora-2'): VideoAdapter<Size, 4 | 8 | 12> {
  return {
    kind: 'video',
    name: 'openai',
    model,
    sizes: ['1280x720', '720x1280', '1792x1024', '1024x1792'],
    availableDurations: () => ({ kind: 'discrete', values: [4, 8, 12] }),
    pollingCeilingMs: 500,
    async createVideoJob({ prompt, size, duration, modelOptions }) {
      const { mood, orders } = provider
      if (mood !== 'working' && mood !== 'failing') throw refusals[mood]
      orders.push({ model, prompt, size, duration, modelOptions })
      const { jobId } = await local.createVideoJob({ prompt, size: '96x64', duration: 1 })
      return { jobId, model }
    },
    async getVideoStatus(jobId) {
      if (provider.mood === 'failing') return { jobId, status: 'failed', error: 'The dog ran away.' }
      return local.getVideoStatus(jobId)
    },
    getVideoUrl: (jobId) => local.getVideoUrl(jobId),
  }
}

/** The same with a key that is given. */
export function createOpenaiVideo(_key: string): ReturnType<typeof openaiVideo> {
  return openaiVideo()
}
