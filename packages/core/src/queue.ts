export { createVideoQueue } from './queue/create-video-queue.js'
export type { QueuePersistence } from './queue/queue-persistence.js'
export type * from './queue/video-queue.js'
