import { VideoError, type VideoMediaPart } from '@reelstate/core/protocol'
import { z } from 'zod'
import type { CreateVideoJobOptions } from '../../provider/video-adapter.js'
import { toBase64 } from '../../security/base64-url.js'
import { checkAllUsed, fileOfImage, sortParts } from '../shared/media-parts.js'
import { nameSize } from '../shared/name-size.js'
import { fieldsOf } from '../shared/read-fields.js'
import { readModelOptions } from '../shared/read-model-options.js'

const TASKS = ['text_to_video', 'image_to_video', 'reference_to_video', 'edit', 'extend', 'upscale'] as const

export const modelOptionsSchema = z.looseObject({
  seed: z.int('Give a whole number').optional(),
  /** What to make of the prompt's parts; default: what they suggest. */
  task: z.enum(TASKS, `Give one of ${TASKS.join(', ')}`).optional(),
})

/**
 * An interaction that makes one video in the background. Rejects with a `VideoError` `invalid_input` for a last frame,
 * which Omni does not take, and for an image that cannot be had.
 */
export async function newInteraction(order: CreateVideoJobOptions, model: string): Promise<object> {
  const { prompt, base, abortSignal } = order
  const { seed, task, generation_config, response_format, ...rest } = readModelOptions(
    modelOptionsSchema,
    order.modelOptions,
    model,
  )
  const { firstFrame, lastFrame, references, videos } = sortParts(order)
  if (lastFrame) {
    throw new VideoError(
      'invalid_input',
      `${model} takes no last frame. Leave it out, or give it as a reference.`,
    )
  }
  checkAllUsed(order, [firstFrame, ...references, ...videos], model)
  const images = [...(firstFrame ? [firstFrame] : []), ...references]
  const content = [
    ...(await Promise.all(images.map((image) => imageBlock(image, abortSignal)))),
    ...videos.map(videoBlock),
    { type: 'text', text: prompt },
  ]
  const suggested = references.length > 0 ? 'reference_to_video' : firstFrame ? 'image_to_video' : undefined
  const chosen = task ?? base?.action ?? suggested
  // A video in a bucket of the user's could not be had with the key.
  const { gcs_uri, ...format } = fieldsOf(response_format)

  return {
    ...rest,
    model,
    input: [{ type: 'user_input', content }],
    background: true,
    ...(base && { previous_interaction_id: base.jobId }),
    // Inline is the default: a poll would then hold the whole video.
    response_format: { ...format, type: 'video', delivery: 'uri', ...formatOf(order) },
    generation_config: {
      ...fieldsOf(generation_config),
      ...(seed !== undefined && { seed }),
      ...(chosen !== undefined && { video_config: { task: chosen } }),
    },
  }
}

/** A video that is worked on keeps its shape, and an edited one its length. */
function formatOf({ size, duration, base }: CreateVideoJobOptions) {
  const named = size !== undefined && !base ? nameSize(size, ['16:9', '9:16']) : undefined
  return {
    ...(named && { ...named, ...(named.resolution === '2160p' && { resolution: '4k' }) }),
    ...(duration !== undefined && base?.action !== 'edit' && { duration: `${duration}s` }),
  }
}

/** The bytes: what `uri` may name beside Google's own files is not documented. */
async function imageBlock(part: VideoMediaPart, signal: AbortSignal | undefined) {
  const { source } = part
  if (source.type === 'data') return { type: 'image', data: source.value, mime_type: source.mimeType }
  const file = await fileOfImage(part, signal)
  return { type: 'image', data: toBase64(new Uint8Array(await file.arrayBuffer())), mime_type: file.type }
}

function videoBlock({ source: { type, value, mimeType = 'video/mp4' } }: VideoMediaPart) {
  return { type: 'video', [type === 'data' ? 'data' : 'uri']: value, mime_type: mimeType }
}
