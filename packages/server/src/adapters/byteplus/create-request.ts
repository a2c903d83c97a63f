import { VideoError, type VideoMediaPart } from '@reelstate/core/protocol'
import type { CreateVideoJobOptions } from '../../provider/video-adapter.js'
import { checkAllUsed, sortParts, urlOfPart } from '../shared/media-parts.js'
import { BYTEPLUS_SIZES, factsOf } from './byteplus-models.js'

/** The order as BytePlus takes it. Throws a `VideoError` `invalid_input` for what the model cannot do. */
export function createRequest(model: string, order: CreateVideoJobOptions): object {
  const { prompt, size, duration, webhookUrl } = order
  const { audio, cameraFixed, returnLastFrame, serviceTier, ...others } = order.modelOptions ?? {}
  return {
    ...others,
    model,
    content: [{ type: 'text', text: prompt }, ...mediaOf(model, order)],
    // What the options say of the size wins, and goes together.
    ...(size !== undefined && !('ratio' in others || 'resolution' in others) && sizeFields(size)),
    ...(duration !== undefined && { duration }),
    ...(audio !== undefined && { generate_audio: audio }),
    ...(cameraFixed !== undefined && { camera_fixed: cameraFixed }),
    ...(returnLastFrame !== undefined && { return_last_frame: returnLastFrame }),
    ...(serviceTier !== undefined && { service_tier: serviceTier }),
    ...(webhookUrl !== undefined && { callback_url: webhookUrl }),
  }
}

function mediaOf(model: string, order: CreateVideoJobOptions): object[] {
  const { firstFrame, lastFrame, references, videos, sounds } = sortParts(order)
  checkAllUsed(order, [firstFrame, lastFrame, ...references, ...videos, ...sounds], model)
  const frames = [...image('first_frame', firstFrame), ...image('last_frame', lastFrame)]
  const others = [
    ...references.flatMap((part) => image('reference_image', part)),
    ...videos.map((part) => ({
      type: 'video_url',
      video_url: { url: urlOfVideo(part) },
      role: 'reference_video',
    })),
    ...sounds.map((part) => ({
      type: 'audio_url',
      audio_url: { url: urlOfPart(part) },
      role: 'reference_audio',
    })),
  ]
  if (frames.length > 0 && others.length > 0)
    throw invalid('BytePlus takes first and last frames or references, not both. Give one of them.')
  const facts = factsOf(model)
  if (references.length > 0 && facts && !facts.references)
    throw invalid(`${model} takes no reference images. Give a first frame, or take a Seedance 2.0 model.`)
  if (sounds.length > 0 && references.length + videos.length === 0)
    throw invalid('BytePlus takes a sound only together with a reference image or a video. Add one.')
  return [...frames, ...others]
}

function image(role: string, part: VideoMediaPart | undefined): object[] {
  return part ? [{ type: 'image_url', image_url: { url: urlOfPart(part) }, role }] : []
}

function urlOfVideo({ source }: VideoMediaPart): string {
  if (source.type === 'url') return source.value
  throw invalid('BytePlus fetches videos itself: give a public URL instead of the bytes.')
}

function sizeFields(size: string): object {
  const fields = (BYTEPLUS_SIZES as Record<string, object>)[size]
  if (fields) return fields
  throw invalid(
    `BytePlus knows sizes by their ratio and lines, and ${size} is not one of ${Object.keys(BYTEPLUS_SIZES).join(', ')}. ` +
      'Give modelOptions.ratio and .resolution instead.',
  )
}

const invalid = (message: string) => new VideoError('invalid_input', message)
