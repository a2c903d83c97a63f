/** What is known of a model: https://docs.byteplus.com/en/docs/ModelArk/1520757. */
interface ModelFacts {
  /** Not known for certain when absent. */
  sizes?: readonly string[]
  /** Seconds. */
  min: number
  max: number
  /** Takes reference images, videos and sounds. */
  references?: true
}

const size = (ratio: string, resolution: string) => ({ ratio, resolution })

const SIZES_720 = {
  '1280x720': size('16:9', '720p'),
  '720x1280': size('9:16', '720p'),
  '960x960': size('1:1', '720p'),
  '1112x834': size('4:3', '720p'),
  '834x1112': size('3:4', '720p'),
  '1470x630': size('21:9', '720p'),
  '864x496': size('16:9', '480p'),
  '496x864': size('9:16', '480p'),
  '640x640': size('1:1', '480p'),
  '752x560': size('4:3', '480p'),
  '560x752': size('3:4', '480p'),
  '992x432': size('21:9', '480p'),
}

/** How BytePlus calls the sizes of Seedance 2.0. */
export const BYTEPLUS_SIZES = {
  ...SIZES_720,
  '1920x1080': size('16:9', '1080p'),
  '1080x1920': size('9:16', '1080p'),
  '1440x1440': size('1:1', '1080p'),
  '1664x1248': size('4:3', '1080p'),
  '1248x1664': size('3:4', '1080p'),
  '2206x946': size('21:9', '1080p'),
} as const

type Size = keyof typeof BYTEPLUS_SIZES
type SmallSize = keyof typeof SIZES_720
const sizes = Object.keys(BYTEPLUS_SIZES) as Size[]
const smallSizes = Object.keys(SIZES_720) as SmallSize[]

export const BYTEPLUS_MODELS = {
  'dreamina-seedance-2-0-260128': { sizes, min: 4, max: 15, references: true },
  'dreamina-seedance-2-0-fast-260128': { sizes: smallSizes, min: 4, max: 15, references: true },
  'seedance-1-5-pro-251215': { min: 4, max: 12 },
} as const satisfies Record<string, ModelFacts>

export type ByteplusVideoModel = keyof typeof BYTEPLUS_MODELS
type Known<TModel extends ByteplusVideoModel> = (typeof BYTEPLUS_MODELS)[TModel]
export type ByteplusVideoSize<TModel extends ByteplusVideoModel = ByteplusVideoModel> =
  Known<TModel> extends { sizes: readonly (infer TSize extends string)[] } ? TSize : string
export type ByteplusPart<TModel extends ByteplusVideoModel = ByteplusVideoModel> =
  Known<TModel> extends { references: true } ? 'image' | 'video' | 'audio' : 'image'

/** Undefined for a model that is not known. */
export const factsOf = (model: string): ModelFacts | undefined =>
  (BYTEPLUS_MODELS as Record<string, ModelFacts>)[model]
