import type { VideoStorage } from '../video-storage.js'

/** What must hold, by its name, and how that is checked. */
export type StorageConditions = Record<string, (storage: VideoStorage) => Promise<void>>
