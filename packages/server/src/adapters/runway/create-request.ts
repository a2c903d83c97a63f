import { VideoError, type VideoMediaPart } from '@reelstate/core/protocol'
import type { CreateVideoJobOptions } from '../../provider/video-adapter.js'
import { checkAllUsed, sortParts, urlOfPart } from '../shared/media-parts.js'
import { factsOf } from './runway-models.js'

/**
 * The order as Runway takes it; `baseUrl` is the video to edit. Throws a `VideoError` `invalid_input` for what the model
 * cannot do.
 */
export function createRequest(
  model: string,
  order: CreateVideoJobOptions,
  baseUrl: string | undefined,
): { path: string; body: object } {
  const { prompt, size, duration, modelOptions } = order
  const facts = factsOf(model)
  const parts = sortParts(order)
  const promptImage = framesOf(parts)
  const isTextOnly = promptImage.length === 0
  const common = {
    ...modelOptions,
    model,
    promptText: prompt,
    ...some('references', parts.references, (part) => ({ uri: urlOfPart(part) })),
    ...some('referenceVideos', parts.videos, (part) => ({ type: 'video', uri: urlOfPart(part) })),
    ...some('referenceAudio', parts.sounds, (part) => ({ type: 'audio', uri: urlOfPart(part) })),
  }
  if (parts.references.length > 0 && facts && !facts.references)
    throw invalid(
      `${model} takes no reference images. Give the first frame, or take a model such as seedance2.`,
    )
  const others = [...parts.references, ...parts.videos, ...parts.sounds]
  if (order.base) {
    checkAllUsed(order, others, model)
    if (baseUrl === undefined) throw invalid(`Runway has no video for job ${order.base.jobId} to edit.`)
    // Size and length stay those of the video.
    const field = facts?.edits ?? 'videoUri'
    return { path: '/v1/video_to_video', body: { ...common, [field]: baseUrl } }
  }
  if (facts?.needs === 'video')
    throw invalid(`${model} only changes videos. Call editVideo, or take a model such as gen4.5.`)
  if (facts?.needs === 'image' && isTextOnly)
    throw invalid(
      `${model} makes videos from an image only. Add one to the prompt, or take a model such as gen4.5.`,
    )
  checkAllUsed(order, [parts.firstFrame, parts.lastFrame, ...others], model)
  if (!isTextOnly && parts.references.length + parts.videos.length > 0)
    throw invalid('Runway takes first and last frames or references, not both. Give one of them.')
  const { textSizes } = facts ?? {}
  if (isTextOnly && textSizes && size !== undefined && !textSizes.includes(size) && !modelOptions?.ratio)
    throw invalid(`Without an image, ${model} makes ${textSizes.join(' and ')}, and the size is ${size}.`)

  return {
    path: isTextOnly ? '/v1/text_to_video' : '/v1/image_to_video',
    body: {
      ...common,
      ...(!isTextOnly && { promptImage }),
      ...(size !== undefined && modelOptions?.ratio === undefined && { ratio: size.replace('x', ':') }),
      ...(duration !== undefined && { duration }),
    },
  }
}

function framesOf({ firstFrame, lastFrame }: ReturnType<typeof sortParts>): object[] {
  const frame = (position: string, part: VideoMediaPart | undefined) =>
    part ? [{ uri: urlOfPart(part), position }] : []
  return [...frame('first', firstFrame), ...frame('last', lastFrame)]
}

/** A list under its name, unless it is empty. */
function some<T>(name: string, list: readonly T[], write: (one: T) => object): object {
  return list.length === 0 ? {} : { [name]: list.map(write) }
}

const invalid = (message: string) => new VideoError('invalid_input', message)
