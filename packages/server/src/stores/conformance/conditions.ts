import type { JobStore } from '../../jobs/job-store.js'

/** Connects to the store under test. Every connection leads to the same jobs, and is closed after the check. */
export type OpenStore = () => Promise<JobStore>

/** What must hold, in a sentence, and the check that rejects where it does not. */
export type Conditions = Record<string, (open: OpenStore) => Promise<void>>
