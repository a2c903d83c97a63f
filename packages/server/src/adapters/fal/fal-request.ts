import { VideoError, type VideoMediaPart } from '@reelstate/core/protocol'
import type { CreateVideoJobOptions } from '../../provider/video-adapter.js'
import type { FalModelOptions } from '../fal.js'
import { checkAllUsed, sortParts, urlOfPart } from '../shared/media-parts.js'
import { FAL_MODELS, type FalFrames, type FalModel, isKnownModel } from './fal-models.js'

export interface FalRequest {
  /** Images have endpoints of their own, beside that of the model. */
  endpoint: string
  input: Record<string, unknown>
}

/**
 * What to send where. `baseURL` is the video to extend. Throws a `VideoError` `invalid_input` for what the model cannot
 * combine.
 */
export function falRequest(
  order: CreateVideoJobOptions,
  { model, options, baseURL }: { model: string; options: FalModelOptions; baseURL?: string | undefined },
): FalRequest {
  const { audio, seed, negativePrompt, style, ...others } = options
  const way = isKnownModel(model)
    ? knownWay(order, model, FAL_MODELS[model], baseURL)
    : otherWay(order, model)
  checkAllUsed(order, way.used, model)
  return {
    endpoint: way.endpoint,
    input: {
      ...way.shape,
      ...others,
      ...way.fields,
      prompt: order.prompt,
      ...(audio !== undefined && { generate_audio: audio }),
      ...(seed !== undefined && { seed }),
      ...(negativePrompt !== undefined && { negative_prompt: negativePrompt }),
      ...(style !== undefined && { style }),
    },
  }
}

interface Way {
  endpoint: string
  /** What a size stands for; `modelOptions` may say it otherwise. */
  shape?: Record<string, unknown> | undefined
  fields: Record<string, unknown>
  /** The parts that are in it. */
  used: readonly (VideoMediaPart | undefined)[]
}

function knownWay(
  order: CreateVideoJobOptions,
  model: string,
  known: FalModel,
  baseURL: string | undefined,
): Way {
  const { size, duration } = order
  const { firstFrame, lastFrame, references } = sortParts(order)
  const { image, frames, extend } = known
  const shape = size === undefined ? undefined : known.sizes[size]
  const length = duration === undefined ? {} : { duration: `${duration}${known.unit}` }
  if (extend && baseURL !== undefined) {
    if (size !== undefined || duration !== undefined) {
      throw cannotTake(model, 'a size or a duration when it extends a video, whose shape it keeps')
    }
    return { endpoint: extend.endpoint, fields: { [extend.field]: baseURL }, used: [] }
  }
  if (known.references && references.length > 0) {
    const { endpoint, field } = known.references
    const fields = { ...length, [field]: references.map(urlOfPart) }
    return { endpoint, shape, fields, used: references }
  }
  if (!firstFrame) return { endpoint: model, shape, fields: length, used: [] }
  const way: FalFrames = lastFrame && frames ? frames : image
  if (way.keepsShape && size !== undefined)
    throw cannotTake(model, 'a size beside an image, whose shape it keeps')
  return {
    endpoint: way.endpoint,
    shape,
    fields: {
      ...length,
      [way.first]: urlOfPart(firstFrame),
      ...(lastFrame && way.last !== undefined && { [way.last]: urlOfPart(lastFrame) }),
    },
    used: [firstFrame, way.last === undefined ? undefined : lastFrame],
  }
}

/** Under the names that most of fal's models have for them; `modelOptions` may hold others. */
function otherWay(order: CreateVideoJobOptions, model: string): Way {
  const { firstFrame, lastFrame, references } = sortParts(order)
  const fields = {
    ...(firstFrame && { image_url: urlOfPart(firstFrame) }),
    ...(lastFrame && { end_image_url: urlOfPart(lastFrame) }),
    ...(references.length > 0 && { image_urls: references.map(urlOfPart) }),
  }
  return { endpoint: model, fields, used: [firstFrame, lastFrame, ...references] }
}

const cannotTake = (model: string, what: string) =>
  new VideoError('invalid_input', `${model} cannot take ${what}. Leave it out.`)
