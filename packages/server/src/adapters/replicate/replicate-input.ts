import { VideoError } from '@reelstate/core/protocol'
import type { CreateVideoJobOptions } from '../../provider/video-adapter.js'
import { sortParts, urlOfPart } from '../shared/media-parts.js'
import { isKnownModel, REPLICATE_MODELS, type ReplicateModel } from './replicate-models.js'

export interface ReplicateChoices {
  audio?: boolean | undefined
  seed?: number | undefined
  negativePrompt?: string | undefined
  style?: string | undefined
  [other: string]: unknown
}

/** Throws a `VideoError` `invalid_input` for images that the model cannot combine. */
export function replicateInput(
  order: CreateVideoJobOptions,
  model: string,
  { audio, seed, negativePrompt, style, ...others }: ReplicateChoices,
): Record<string, unknown> {
  const known: ReplicateModel | undefined = isKnownModel(model) ? REPLICATE_MODELS[model] : undefined
  return {
    prompt: order.prompt,
    ...(order.size !== undefined && known?.sizes[order.size]),
    ...(order.duration !== undefined && { duration: order.duration }),
    ...imagesOf(order, model, known),
    generate_audio: audio,
    seed,
    negative_prompt: negativePrompt,
    style,
    ...others,
  }
}

/** Under the names that most models have for them where the model is not known; `modelOptions` may hold others. */
function imagesOf(
  order: CreateVideoJobOptions,
  model: string,
  known: ReplicateModel | undefined,
): Record<string, unknown> {
  const { firstFrame, lastFrame, references } = sortParts(order)
  if (known && lastFrame && !firstFrame) throw cannotTake(model, 'a last frame without a first one')
  if (known && !known.references && references.length > 0) {
    throw cannotTake(model, 'images with the role reference')
  }
  const names = known ?? { firstFrame: 'image', lastFrame: 'last_frame' }
  return {
    ...(firstFrame && { [names.firstFrame]: urlOfPart(firstFrame) }),
    ...(lastFrame && { [names.lastFrame]: urlOfPart(lastFrame) }),
    ...(references.length > 0 && { [known?.references ?? 'reference_images']: references.map(urlOfPart) }),
  }
}

const cannotTake = (model: string, what: string) =>
  new VideoError('invalid_input', `${model} cannot take ${what}. Give a first frame, or text alone.`)
