import { VideoError } from '@reelstate/core/protocol'
import type { CreateVideoJobOptions } from '../../provider/video-adapter.js'
import type { FalModelOptions } from '../fal.js'
import { sortParts, urlOfPart } from '../shared/media-parts.js'
import { FAL_MODELS, type FalFrames, type FalModel, isKnownModel } from './fal-models.js'

export interface FalRequest {
  /** Images have endpoints of their own, beside that of the model. */
  endpoint: string
  input: Record<string, unknown>
}

/**
 * What to send where. `baseURL` is the video to extend. Throws a `VideoError` `invalid_input` for images that the model
 * cannot combine.
 */
export function falRequest(
  order: CreateVideoJobOptions,
  { model, options, baseURL }: { model: string; options: FalModelOptions; baseURL?: string | undefined },
): FalRequest {
  const { audio, seed, negativePrompt, style, ...others } = options
  const input = {
    prompt: order.prompt,
    generate_audio: audio,
    seed,
    negative_prompt: negativePrompt,
    style,
    ...others,
  }
  const { endpoint, fields } = isKnownModel(model)
    ? knownFields(order, model, FAL_MODELS[model], baseURL)
    : { endpoint: model, fields: imageFields(order) }
  return { endpoint, input: { ...fields, ...input } }
}

interface Fields {
  endpoint: string
  fields: Record<string, unknown>
}

function knownFields(
  order: CreateVideoJobOptions,
  model: string,
  known: FalModel,
  baseURL: string | undefined,
): Fields {
  const { firstFrame, lastFrame, references } = sortParts(order)
  const { image, frames, extend } = known
  const duration = order.duration === undefined ? undefined : `${order.duration}${known.unit}`
  const asked = { ...known.sizes[order.size ?? ''], duration }
  // It goes on in the shape that the video has, for as long as the model does.
  if (extend && baseURL !== undefined)
    return { endpoint: extend.endpoint, fields: { [extend.field]: baseURL } }
  if (references.length > 0) {
    if (!known.references || firstFrame || lastFrame) {
      const why = known.references ? 'together with a first or last frame' : ''
      throw cannotTake(model, `images with the role reference ${why}`.trim())
    }
    const { endpoint, field } = known.references
    return { endpoint, fields: { ...asked, [field]: references.map(urlOfPart) } }
  }
  if (lastFrame && !firstFrame) throw cannotTake(model, 'a last frame without a first one')
  if (!firstFrame) return { endpoint: model, fields: asked }
  const way: FalFrames = lastFrame && frames ? frames : image
  return {
    endpoint: way.endpoint,
    fields: {
      ...(way.keepsShape ? { duration } : asked),
      [way.first]: urlOfPart(firstFrame),
      ...(lastFrame && way.last !== undefined && { [way.last]: urlOfPart(lastFrame) }),
    },
  }
}

/** Under the names that most of fal's models have for them; `modelOptions` may hold others. */
function imageFields(order: CreateVideoJobOptions): Record<string, unknown> {
  const { firstFrame, lastFrame, references } = sortParts(order)
  return {
    ...(firstFrame && { image_url: urlOfPart(firstFrame) }),
    ...(lastFrame && { end_image_url: urlOfPart(lastFrame) }),
    ...(references.length > 0 && { image_urls: references.map(urlOfPart) }),
  }
}

const cannotTake = (model: string, what: string) =>
  new VideoError('invalid_input', `${model} cannot take ${what}. Give a first frame, or text alone.`)
