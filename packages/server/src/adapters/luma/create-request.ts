import { VideoError, type VideoMediaPart } from '@reelstate/core/protocol'
import type { CreateVideoJobOptions } from '../../provider/video-adapter.js'
import { checkAllUsed, sortParts } from '../shared/media-parts.js'

const wide = (resolution: string) => ({ aspect_ratio: '16:9', resolution })
const tall = (resolution: string) => ({ aspect_ratio: '9:16', resolution })

/** How Luma calls the sizes that are certain: those of 16:9 and 9:16, whose pixels follow from the lines. */
export const LUMA_SIZES = {
  '1280x720': wide('720p'),
  '720x1280': tall('720p'),
  '960x540': wide('540p'),
  '540x960': tall('540p'),
  '1920x1080': wide('1080p'),
  '1080x1920': tall('1080p'),
  '3840x2160': wide('4k'),
  '2160x3840': tall('4k'),
} as const

/**
 * The order as Luma takes it; `editedUrl` is the video to edit. Throws a `VideoError` `invalid_input` for what Luma
 * cannot do.
 */
export function createRequest(
  model: string,
  order: CreateVideoJobOptions,
  editedUrl: string | undefined,
): { path: string; body: object } {
  const { prompt, size, duration, base, webhookUrl } = order
  const { aspectRatio, mode, ...others } = order.modelOptions ?? {}
  const { firstFrame, lastFrame, references } = sortParts(order)
  if (references.length > 0)
    throw invalid(
      'Luma makes videos from a first and a last frame, not from references. Give one of these roles.',
    )
  const common = { ...others, model, prompt, ...(webhookUrl !== undefined && { callback_url: webhookUrl }) }

  if (base?.action === 'edit') {
    checkAllUsed(order, [firstFrame], model)
    if (editedUrl === undefined) throw invalid(`Luma has no video for job ${base.jobId} to edit.`)
    return {
      path: '/generations/video/modify',
      body: {
        ...common,
        generation_type: 'modify_video',
        media: { url: editedUrl },
        mode: mode ?? 'flex_1',
        ...(firstFrame && { first_frame: { url: urlOf(firstFrame) } }),
      },
    }
  }
  if (base && firstFrame)
    throw invalid('A video that goes on from another begins with its end. Give a last frame, or none.')
  checkAllUsed(order, [firstFrame, lastFrame], model)
  const frame0 = base ? { type: 'generation', id: base.jobId } : frameOf(firstFrame)
  const frame1 = frameOf(lastFrame)
  return {
    path: '/generations/video',
    body: {
      ...common,
      // What goes on from a video keeps its size.
      ...(size !== undefined && !base && sizeFields(size)),
      ...(duration !== undefined && { duration: `${duration}s` }),
      ...((frame0 || frame1) && { keyframes: { ...(frame0 && { frame0 }), ...(frame1 && { frame1 }) } }),
      ...(aspectRatio !== undefined && { aspect_ratio: aspectRatio }),
      ...(others.resolution !== undefined && { resolution: others.resolution }),
    },
  }
}

function sizeFields(size: string): object {
  const fields = (LUMA_SIZES as Record<string, object>)[size]
  if (fields) return fields
  throw invalid(
    `Luma knows sizes by their ratio and lines, and ${size} is not one of ${Object.keys(LUMA_SIZES).join(', ')}. ` +
      'Give modelOptions.aspectRatio and .resolution instead.',
  )
}

const frameOf = (part: VideoMediaPart | undefined) => part && { type: 'image', url: urlOf(part) }

function urlOf({ source }: VideoMediaPart): string {
  if (source.type === 'url') return source.value
  throw invalid('Luma fetches images itself: give a public URL instead of the bytes.')
}

const invalid = (message: string) => new VideoError('invalid_input', message)
