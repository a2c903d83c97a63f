export * from '@reelstate/core'
export type * from '@reelstate/core/queue'
export {
  type CreateGenerateVideoOptions,
  type CreateGenerateVideoReturn,
  createGenerateVideo,
} from './create-generate-video.js'
export {
  type CreateVideoQueueOptions,
  type CreateVideoQueueReturn,
  createVideoQueue,
} from './create-video-queue.js'
