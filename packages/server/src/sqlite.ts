export type { JobStore } from './jobs/job-store.js'
export { type SqliteStoreOptions, sqliteStore } from './stores/sqlite-store.js'
