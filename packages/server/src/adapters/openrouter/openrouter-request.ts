import { VideoError, type VideoMediaPart } from '@reelstate/core/protocol'
import { z } from 'zod'
import type { CreateVideoJobOptions } from '../../provider/video-adapter.js'
import { shown } from '../../shown.js'
import { checkAllUsed, sortParts, urlOfPart } from '../shared/media-parts.js'
import { readModelOptions } from '../shared/read-model-options.js'

export const modelOptionsSchema = z.looseObject({
  /** Whether it has sound. */
  audio: z.boolean('Give true or false').optional(),
  seed: z.int('Give a whole number').optional(),
  /** In place of a size: `16:9`. */
  aspectRatio: z.string('Give a text such as 16:9').optional(),
  /** In place of a size: `720p`. */
  resolution: z.string('Give a text such as 720p').optional(),
  /** The end user, for your own records at OpenRouter: an id of yours, no name. */
  user: z.string('Give a text').optional(),
})

/** Throws a `VideoError` `invalid_input` for a size that is none. */
export function checkSize({ size }: CreateVideoJobOptions): void {
  if (size === undefined || /^[1-9]\d{0,4}x[1-9]\d{0,4}$/.test(size)) return
  throw new VideoError('invalid_input', `The size is ${shown(size)}. Give WIDTHxHEIGHT, such as '1280x720'.`)
}

/** What to send for a video, or for one that goes on from `base`: what becomes of that is the model's to decide. */
export function requestBody(order: CreateVideoJobOptions, model: string): object {
  const { prompt, size, duration, base, webhookUrl } = order
  const { audio, aspectRatio, ...others } = readModelOptions(modelOptionsSchema, order.modelOptions, model)
  const { firstFrame, lastFrame, references, videos, sounds } = sortParts(order)
  checkAllUsed(order, [firstFrame, lastFrame, ...references, ...videos, ...sounds], model)
  const frames = [
    ...(firstFrame ? [{ ...imageOf(firstFrame), frame_type: 'first_frame' }] : []),
    ...(lastFrame ? [{ ...imageOf(lastFrame), frame_type: 'last_frame' }] : []),
  ]
  const guides = [...references.map(imageOf), ...videos.map(videoOf), ...sounds.map(soundOf)]
  const hasShape = [aspectRatio, others.aspect_ratio, others.resolution].some((shape) => shape !== undefined)
  return {
    ...others,
    model,
    prompt,
    ...(size !== undefined && !base && !hasShape && { size }),
    ...(duration !== undefined && base?.action !== 'edit' && { duration }),
    ...(frames.length > 0 && { frame_images: frames }),
    ...(guides.length > 0 && { input_references: guides }),
    ...(base && { previous_job_id: base.jobId }),
    ...(webhookUrl !== undefined && { callback_url: webhookUrl }),
    ...(audio !== undefined && { generate_audio: audio }),
    ...(aspectRatio !== undefined && { aspect_ratio: aspectRatio }),
  }
}

const imageOf = (part: VideoMediaPart) => ({ type: 'image_url', image_url: { url: urlOfPart(part) } })
const videoOf = (part: VideoMediaPart) => ({ type: 'video_url', video_url: { url: urlOfPart(part) } })
const soundOf = (part: VideoMediaPart) => ({ type: 'audio_url', audio_url: { url: urlOfPart(part) } })
