export * from '@reelstate/core'
export {
  type UseGenerateVideoOptions,
  type UseGenerateVideoReturn,
  useGenerateVideo,
} from './use-generate-video.js'
