import type { VideoMediaPart } from '@reelstate/core/protocol'

/** What is known of a model, from the types of @runwayml/sdk 4.20.1. */
interface ModelFacts {
  /** None for a model that only edits. */
  sizes?: readonly string[]
  /** Those among `sizes` that need no image; all of them when absent. */
  textSizes?: readonly string[]
  /** Seconds: these, or any whole number of a range; not documented when absent. */
  seconds?: readonly number[] | { min: number; max: number }
  parts: readonly VideoMediaPart['type'][]
  maxPromptLength?: number
  /** What it makes a video from; a text alone will do when absent. */
  needs?: 'image' | 'video'
  /** Takes images of what the video shall look like. */
  references?: true
  /** The field in which it takes a video to change. */
  edits?: 'promptVideo' | 'videoUri'
}

const image = ['image'] as const
const anything = ['image', 'video', 'audio'] as const
const GEN4_SIZES = ['1280x720', '720x1280', '1104x832', '832x1104', '960x960', '1584x672'] as const
const VEO_SIZES = ['1280x720', '720x1280', '1920x1080', '1080x1920'] as const
const SEEDANCE_720 = [
  '1280x720',
  '720x1280',
  '960x960',
  '1112x834',
  '834x1112',
  '1470x630',
  '864x496',
  '496x864',
  '640x640',
  '752x560',
  '560x752',
  '992x432',
] as const
const SEEDANCE_1080 = ['1920x1080', '1080x1920', '1440x1440', '1664x1248', '1248x1664', '2206x946'] as const
const SEEDANCE_4K = ['3840x2160', '2160x3840', '3840x3840', '3840x2880', '2880x3840', '3840x1646'] as const
const WAN_SIZES = [
  '1280x720',
  '720x1280',
  '960x960',
  '1104x832',
  '832x1104',
  '832x480',
  '480x832',
  '624x624',
  '720x544',
  '544x720',
  '1920x1080',
  '1080x1920',
  '1440x1440',
  '1648x1248',
  '1248x1648',
] as const
const OMNI_SIZES = ['1280x720', '720x1280'] as const
const OMNI_1_1_SIZES = [
  ...OMNI_SIZES,
  '640x360',
  '360x640',
  '1920x1080',
  '1080x1920',
  '3840x2160',
  '2160x3840',
] as const

const gen4 = { sizes: GEN4_SIZES, parts: image, maxPromptLength: 1000 } as const
const veo = { sizes: VEO_SIZES, seconds: [4, 6, 8], parts: image, maxPromptLength: 1000 } as const
const seedance = { parts: anything, references: true, maxPromptLength: 3500, edits: 'promptVideo' } as const
const wan = { sizes: WAN_SIZES, parts: anything, references: true } as const
const omni = { seconds: { min: 3, max: 10 }, parts: image, edits: 'videoUri' } as const

/** The models that are asked for in pixels. Others, which count in lines, take `modelOptions.ratio` and `.resolution`. */
export const RUNWAY_MODELS = {
  'gen4.5': { ...gen4, textSizes: OMNI_SIZES, seconds: { min: 2, max: 10 } },
  gen4_turbo: { ...gen4, needs: 'image' },
  'veo3.1': veo,
  'veo3.1_fast': veo,
  seedance2: { ...seedance, sizes: [...SEEDANCE_720, ...SEEDANCE_1080, ...SEEDANCE_4K] },
  seedance2_fast: { ...seedance, sizes: SEEDANCE_720 },
  seedance2_mini: { ...seedance, sizes: SEEDANCE_720 },
  wan3: wan,
  wan3_prime: wan,
  gemini_omni_flash: { ...omni, sizes: OMNI_SIZES },
  'gemini_omni_flash_1.1': { ...omni, sizes: OMNI_1_1_SIZES, references: true },
  aleph2: { parts: [], needs: 'video', edits: 'videoUri' },
} as const satisfies Record<string, ModelFacts>

export type RunwayVideoModel = keyof typeof RUNWAY_MODELS
type Known<TModel extends RunwayVideoModel> = (typeof RUNWAY_MODELS)[TModel]
export type RunwayVideoSize<TModel extends RunwayVideoModel = RunwayVideoModel> =
  Known<TModel> extends { sizes: readonly (infer TSize extends string)[] } ? TSize : never
export type RunwayPart<TModel extends RunwayVideoModel = RunwayVideoModel> = Known<TModel>['parts'][number]
export type RunwaySeconds<TModel extends RunwayVideoModel = RunwayVideoModel> =
  Known<TModel> extends { seconds: readonly (infer TSeconds extends number)[] } ? TSeconds : number

/** Undefined for a model that is not known. */
export const factsOf = (model: string): ModelFacts | undefined =>
  (RUNWAY_MODELS as Record<string, ModelFacts>)[model]
