import { VideoError } from '@reelstate/core/protocol'
import { z } from 'zod'
import type { BaseVideo, CreateVideoJobOptions } from '../../provider/video-adapter.js'
import { beforeOrdering } from '../shared/before-ordering.js'
import { checkAllUsed, sortParts, urlOfPart } from '../shared/media-parts.js'
import { nameSize } from '../shared/name-size.js'
import { segmentOf } from '../shared/path-segment.js'
import type { ProviderApi } from '../shared/provider-api.js'
import { readModelOptions } from '../shared/read-model-options.js'
import { videoIn } from './xai-answer.js'

const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'] as const

export const modelOptionsSchema = z.looseObject({
  /** Whether it has sound. */
  audio: z.boolean('Give true or false').optional(),
  /** Wins over the shape of `size`. */
  aspectRatio: z.enum(RATIOS, `Give one of ${RATIOS.join(', ')}`).optional(),
  /** Wins over the lines of `size`. */
  resolution: z.enum(['480p', '720p', '1080p'], 'Give 480p, 720p or 1080p').optional(),
})

const PATHS = { edit: '/videos/edits', extend: '/videos/extensions' } as const

export const videoPath = (jobId: string) => `/videos/${segmentOf(jobId)}`

/** What to send where for a new video. Throws a `VideoError` `invalid_input` for a last frame that the model ignores. */
export function newVideo(order: CreateVideoJobOptions, model: string) {
  const { prompt, size, duration } = order
  const { firstFrame, lastFrame, references, sounds } = sortParts(order)
  if (lastFrame && model === 'grok-imagine-video') {
    throw new VideoError(
      'invalid_input',
      'grok-imagine-video takes no last frame. Leave it out, or use grok-imagine-video-1.5.',
    )
  }
  checkAllUsed(order, [firstFrame, lastFrame, ...references, ...sounds], model)
  const asUrls = (parts: typeof references) => parts.map((part) => ({ url: urlOfPart(part) }))
  const body = {
    ...(size !== undefined && nameSize(size, RATIOS)),
    ...wireOptions(order, model),
    model,
    prompt,
    ...(duration !== undefined && { duration }),
    ...(firstFrame && { image: { url: urlOfPart(firstFrame) } }),
    ...(lastFrame && { last_frame: { url: urlOfPart(lastFrame) } }),
    ...(references.length > 0 && { reference_images: asUrls(references) }),
    ...(sounds.length > 0 && { reference_audios: asUrls(sounds) }),
  }
  return { path: '/videos/generations', body }
}

/**
 * What to send where to edit or extend a video of xAI's, which is known by its URL: that is asked for first. Throws a
 * `VideoError` while nothing is ordered yet.
 */
export async function workOnVideo(
  api: ProviderApi,
  order: CreateVideoJobOptions,
  base: BaseVideo,
  model: string,
) {
  const { prompt, duration } = order
  checkAllUsed(order, [], model)
  const options = wireOptions(order, model)
  const url = await askForUrl(api, base.jobId, order.abortSignal)
  const isLonger = base.action === 'extend' && duration !== undefined
  const body = { ...options, model, prompt, video: { url }, ...(isLonger && { duration }) }
  return { path: base.action === 'edit' ? PATHS.edit : PATHS.extend, body }
}

async function askForUrl(
  api: ProviderApi,
  jobId: string,
  abortSignal: AbortSignal | undefined,
): Promise<string> {
  const answer = await beforeOrdering(api.ask(videoPath(jobId), { abortSignal }))
  const { url } = videoIn(answer.body)
  if (url !== undefined) return url
  throw new VideoError('invalid_input', `The video ${jobId} is not there to be worked on: it is not done.`)
}

function wireOptions({ modelOptions }: CreateVideoJobOptions, model: string) {
  const { audio, aspectRatio, ...rest } = readModelOptions(modelOptionsSchema, modelOptions, model)
  return {
    ...rest,
    ...(audio !== undefined && { generate_audio: audio }),
    ...(aspectRatio !== undefined && { aspect_ratio: aspectRatio }),
  }
}
