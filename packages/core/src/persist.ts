export { type IndexedDBStorageOptions, indexedDBStorage } from './persist/indexed-db-storage.js'
export { type PersistenceOptions, persistence } from './persist/persistence.js'
export type { VideoStorage } from './persist/video-storage.js'
export type { VideoPersistence } from './video-persistence.js'
