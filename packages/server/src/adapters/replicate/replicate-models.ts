import { HD, type NamedSizes } from '../shared/named-sizes.js'

/** How a model is asked, as its page at https://replicate.com shows its inputs. */
export interface ReplicateModel {
  /** By `WIDTHxHEIGHT`, which is what the model's names stand for. */
  sizes: NamedSizes
  seconds: readonly number[]
  firstFrame: string
  lastFrame: string
  references?: string
}

const SEEDANCE = {
  sizes: HD,
  seconds: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  firstFrame: 'image',
  lastFrame: 'last_frame_image',
} as const

/** The models whose sizes and lengths are known; Replicate has thousands more. */
export const REPLICATE_MODELS = {
  'bytedance/seedance-1-pro': SEEDANCE,
  'bytedance/seedance-1-lite': SEEDANCE,
  'google/veo-3.1': {
    sizes: HD,
    seconds: [4, 6, 8],
    firstFrame: 'image',
    lastFrame: 'last_frame',
    references: 'reference_images',
  },
  'kwaivgi/kling-v2.5-turbo-pro': {
    sizes: { '1920x1080': { aspect_ratio: '16:9' }, '1080x1920': { aspect_ratio: '9:16' } },
    seconds: [5, 10],
    firstFrame: 'start_image',
    lastFrame: 'end_image',
  },
} as const satisfies Record<string, ReplicateModel>

export type ReplicateVideoModel = keyof typeof REPLICATE_MODELS

export const isKnownModel = (model: string): model is ReplicateVideoModel =>
  Object.hasOwn(REPLICATE_MODELS, model)
