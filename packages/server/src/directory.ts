export { type DirectoryStorageOptions, directoryStorage } from './storage/directory-storage.js'
export type { VideoStorage } from './storage/video-storage.js'
