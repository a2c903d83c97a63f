export { type S3StorageOptions, s3Storage } from './storage/s3-storage.js'
export type { VideoStorage } from './storage/video-storage.js'
