export * from '@reelstate/core'
export type * from '@reelstate/core/queue'
export {
  type UseGenerateVideoOptions,
  type UseGenerateVideoReturn,
  useGenerateVideo,
} from './use-generate-video.js'
export { type UseVideoQueueOptions, type UseVideoQueueReturn, useVideoQueue } from './use-video-queue.js'
export { useVideoSelector } from './use-video-selector.js'
