import { HD, type NamedSizes } from '../shared/named-sizes.js'

/** How a model is asked, as the types of @fal-ai/client 1.10.1 have it. */
export interface FalModel {
  /** By `WIDTHxHEIGHT`, which is what fal's names stand for. */
  sizes: NamedSizes
  seconds: readonly number[]
  /** What is written behind the seconds. */
  unit: '' | 's'
  /** Where a first frame goes, and a last one with it unless `frames` has a place for both. */
  image: FalFrames
  frames?: FalFrames
  references?: { endpoint: string; field: string }
  extend?: { endpoint: string; field: string }
}

export interface FalFrames {
  endpoint: string
  first: string
  last?: string
  /** The video has the shape of the image: a size is not taken. */
  keepsShape?: true
}

const VEO = { sizes: HD, seconds: [4, 6, 8], unit: 's' } as const

/** The models whose sizes and lengths are known; fal has hundreds more. */
export const FAL_MODELS = {
  'fal-ai/bytedance/seedance/v1.5/pro/text-to-video': {
    sizes: HD,
    seconds: [4, 5, 6, 7, 8, 9, 10, 11, 12],
    unit: '',
    image: {
      endpoint: 'fal-ai/bytedance/seedance/v1.5/pro/image-to-video',
      first: 'image_url',
      last: 'end_image_url',
    },
  },
  'fal-ai/kling-video/v2.5-turbo/pro/text-to-video': {
    sizes: { '1920x1080': { aspect_ratio: '16:9' }, '1080x1920': { aspect_ratio: '9:16' } },
    seconds: [5, 10],
    unit: '',
    image: {
      endpoint: 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video',
      first: 'image_url',
      last: 'tail_image_url',
      keepsShape: true,
    },
  },
  'fal-ai/veo3.1': {
    ...VEO,
    image: { endpoint: 'fal-ai/veo3.1/image-to-video', first: 'image_url' },
    frames: {
      endpoint: 'fal-ai/veo3.1/first-last-frame-to-video',
      first: 'first_frame_url',
      last: 'last_frame_url',
    },
    references: { endpoint: 'fal-ai/veo3.1/reference-to-video', field: 'image_urls' },
    extend: { endpoint: 'fal-ai/veo3.1/extend-video', field: 'video_url' },
  },
  'fal-ai/veo3.1/fast': {
    ...VEO,
    image: { endpoint: 'fal-ai/veo3.1/fast/image-to-video', first: 'image_url' },
    frames: {
      endpoint: 'fal-ai/veo3.1/fast/first-last-frame-to-video',
      first: 'first_frame_url',
      last: 'last_frame_url',
    },
    extend: { endpoint: 'fal-ai/veo3.1/fast/extend-video', field: 'video_url' },
  },
} as const satisfies Record<string, FalModel>

export type FalVideoModel = keyof typeof FAL_MODELS

export const isKnownModel = (model: string): model is FalVideoModel => Object.hasOwn(FAL_MODELS, model)
