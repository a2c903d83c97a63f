import { VideoError, type VideoMediaPart } from '@reelstate/core/protocol'
import { z } from 'zod'
import type { CreateVideoJobOptions } from '../../provider/video-adapter.js'
import { shown } from '../../shown.js'
import { checkAllUsed, sortParts } from '../shared/media-parts.js'
import { checkReserved, readModelOptions } from '../shared/read-model-options.js'
import type { AiSdkFile, AiSdkStartOptions, AiSdkVideoModel } from './video-model.js'

export const modelOptionsSchema = z.looseObject({
  seed: z.int('Give a whole number').optional(),
  /** Frames per second. */
  fps: z.number('Give a number').positive('Give a number above 0').optional(),
  audio: z.boolean('Give true or false').optional(),
  negativePrompt: z.string('Give a text').optional(),
  /** Default: that of the size, where it is a usual one. */
  aspectRatio: z
    .templateLiteral([z.number(), ':', z.number()], "Give a ratio such as '16:9'")
    .or(z.literal('adaptive'))
    .optional(),
  /** Options by provider, as the AI SDK has them. */
  providerOptions: z
    .record(z.string(), z.record(z.string(), z.unknown()), 'Give an object of objects')
    .optional(),
})

const SIZE = /^[1-9]\d{0,4}x[1-9]\d{0,4}$/
const USUAL_RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3', '21:9', '9:21'] as const
/** They take a first frame, and drop the other images without a word. */
const ONE_IMAGE_ONLY = ['fal', 'replicate']

/** The name under which a provider's options are: `replicate` for `replicate.video`. */
export const optionsKeyOf = ({ provider }: AiSdkVideoModel) => provider.split('.')[0] ?? provider

/** The options of an order, checked; those of each provider too. Throws a `VideoError` `invalid_input`. */
export function readOptions(
  { modelId }: AiSdkVideoModel,
  modelOptions: Record<string, unknown> | undefined,
): z.infer<typeof modelOptionsSchema> {
  const read = readModelOptions(modelOptionsSchema, modelOptions, modelId)
  for (const own of Object.values(read.providerOptions ?? {})) checkReserved(own, modelId)
  return read
}

/** Throws a `VideoError` `invalid_input` for what the provider's package would leave out in silence. */
export function checkOrder(model: AiSdkVideoModel, order: CreateVideoJobOptions): void {
  const { size } = order
  if (size !== undefined && !SIZE.test(size)) {
    throw invalid(`The size is ${shown(size)}. Give one such as '1280x720'.`)
  }
  const { firstFrame, lastFrame, references } = sortParts(order)
  checkAllUsed(order, [firstFrame, lastFrame, ...references], model.modelId)
  const key = optionsKeyOf(model)
  if (ONE_IMAGE_ONLY.includes(key) && (lastFrame || references.length > 0)) {
    throw invalid(
      `@ai-sdk/${key} passes on a first frame alone. Leave the other images out, or use ${key}Video of ` +
        `@reelstate/server/${key}.`,
    )
  }
}

/** An order in the terms of the AI SDK. */
export function startOptionsOf(model: AiSdkVideoModel, order: CreateVideoJobOptions): AiSdkStartOptions {
  const { prompt, duration, idempotencyKey, webhookUrl, abortSignal } = order
  const { seed, fps, audio, aspectRatio, negativePrompt, providerOptions, ...own } = readOptions(
    model,
    order.modelOptions,
  )
  const key = optionsKeyOf(model)
  // Replicate's package hands its options to the model as they are.
  const negative = key === 'replicate' ? 'negative_prompt' : 'negativePrompt'
  const ownOptions = { ...own, ...(negativePrompt !== undefined && { [negative]: negativePrompt }) }
  const size = order.size as AiSdkStartOptions['resolution']
  const { firstFrame, lastFrame, references } = sortParts(order)
  const first = firstFrame && fileOf(firstFrame)
  const frames = [
    ...(first ? [{ image: first, frameType: 'first_frame' as const }] : []),
    ...(lastFrame ? [{ image: fileOf(lastFrame), frameType: 'last_frame' as const }] : []),
  ]
  return {
    prompt,
    n: 1,
    aspectRatio: aspectRatio ?? ratioOf(size),
    resolution: size,
    duration,
    fps,
    seed,
    image: first,
    frameImages: lastFrame ? frames : undefined,
    inputReferences: references.length > 0 ? references.map(fileOf) : undefined,
    generateAudio: audio,
    providerOptions: {
      ...providerOptions,
      ...(Object.keys(ownOptions).length > 0 && { [key]: { ...ownOptions, ...providerOptions?.[key] } }),
    },
    headers: { ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) },
    ...(abortSignal && { abortSignal }),
    ...(webhookUrl !== undefined && { webhookUrl }),
  }
}

function fileOf({ source }: VideoMediaPart): AiSdkFile {
  const { mimeType } = source
  if (source.type === 'data') return { type: 'file', data: source.value, mediaType: source.mimeType }
  return { type: 'url', url: source.value, ...(mimeType !== undefined && { mediaType: mimeType }) }
}

/** Many models know ratios alone, and refuse those that they do not know. */
function ratioOf(size: string | undefined) {
  const [width = 0, height = 1] = size?.split('x').map(Number) ?? []
  return USUAL_RATIOS.find((ratio) => {
    const [across = 0, down = 1] = ratio.split(':').map(Number)
    return Math.abs(width / height / (across / down) - 1) < 0.01
  })
}

const invalid = (message: string) => new VideoError('invalid_input', message)
