export type { JobStore } from './jobs/job-store.js'
export {
  type PostgresPool,
  type PostgresStoreOptions,
  postgresStore,
} from './stores/postgres/postgres-store.js'
