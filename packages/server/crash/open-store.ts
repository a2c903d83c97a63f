import type { JobStore } from '../src/jobs/job-store.js'
import { postgresStore } from '../src/stores/postgres/postgres-store.js'
import { sqliteStore } from '../src/stores/sqlite-store.js'

/** A store that several processes can open. */
export type StorePlan =
  | { name: 'sqlite'; path: string }
  | { name: 'postgres'; connectionString: string; schema: string }

export function openStore(plan: StorePlan): JobStore {
  return plan.name === 'sqlite' ? sqliteStore(plan) : postgresStore(plan)
}
