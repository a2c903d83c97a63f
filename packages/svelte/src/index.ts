export * from '@reelstate/core'
export {
  type CreateGenerateVideoOptions,
  type CreateGenerateVideoReturn,
  createGenerateVideo,
} from './create-generate-video.js'
