import type { CreateVideoJobOptions } from '../../provider/video-adapter.js'
import { checkAllUsed, sortParts, urlOfPart } from '../shared/media-parts.js'
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
    // `modelOptions` may say the shape otherwise.
    ...(order.size !== undefined && known?.sizes[order.size]),
    ...others,
    prompt: order.prompt,
    ...(order.duration !== undefined && { duration: order.duration }),
    ...imagesOf(order, model, known),
    ...(audio !== undefined && { generate_audio: audio }),
    ...(seed !== undefined && { seed }),
    ...(negativePrompt !== undefined && { negative_prompt: negativePrompt }),
    ...(style !== undefined && { style }),
  }
}

/** Under the names that most models have for them where the model is not known; `modelOptions` may hold others. */
function imagesOf(
  order: CreateVideoJobOptions,
  model: string,
  known: ReplicateModel | undefined,
): Record<string, unknown> {
  const { firstFrame, lastFrame, references } = sortParts(order)
  const takesReferences = !known || (known.references !== undefined && !firstFrame)
  const takesLast = !known || firstFrame !== undefined
  const used = [firstFrame, takesLast ? lastFrame : undefined, ...(takesReferences ? references : [])]
  checkAllUsed(order, used, model)
  const names = known ?? { firstFrame: 'image', lastFrame: 'last_frame' }
  return {
    ...(firstFrame && { [names.firstFrame]: urlOfPart(firstFrame) }),
    ...(lastFrame && { [names.lastFrame]: urlOfPart(lastFrame) }),
    ...(references.length > 0 && { [known?.references ?? 'reference_images']: references.map(urlOfPart) }),
  }
}
