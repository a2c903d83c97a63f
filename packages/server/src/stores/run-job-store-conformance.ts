import type { JobStore } from '../jobs/job-store.js'
import { announcing } from './conformance/announcing.js'
import { claiming } from './conformance/claiming.js'
import { closing } from './conformance/closing.js'
import type { Conditions } from './conformance/conditions.js'
import { creating } from './conformance/creating.js'
import { forgetting } from './conformance/forgetting.js'
import { reading } from './conformance/reading.js'
import { recording } from './conformance/recording.js'
import { saving } from './conformance/saving.js'

export interface JobStoreConformanceOptions {
  /** Your test runner's: Vitest, Jest and `node:test` have one that fits. */
  describe(name: string, body: () => void): unknown
  /** Your test runner's `it` or `test`. */
  it(name: string, body: () => Promise<void>): unknown
  /** Called before every check, with no connection open: the stores that `open` gives afterwards have to be empty. */
  reset(): Promise<void> | void
}

const topics: Record<string, Conditions> = {
  'creating a job': creating,
  'reading jobs': reading,
  'saving a job': saving,
  'announcing changes': announcing,
  'claiming due jobs': claiming,
  'shared records': recording,
  'forgetting what is old': forgetting,
  'closing a store': closing,
}

/**
 * Checks every promise of `JobStore`. Call it at the top of a test file with a function that connects to your store;
 * checks of what many processes do at once connect twice. A store that lives in this process returns itself.
 *
 * A check takes some seconds at most; one that waits for what never comes gives up after ten.
 *
 * @example
 * import { describe, it } from 'vitest'
 * runJobStoreConformance(() => myStore(url), { describe, it, reset: () => truncateTables(url) })
 */
export function runJobStoreConformance(
  open: () => JobStore | Promise<JobStore>,
  { describe, it, reset }: JobStoreConformanceOptions,
): void {
  async function run(check: Conditions[string]): Promise<void> {
    await reset()
    const opened: JobStore[] = []
    try {
      await check(async () => {
        const store = await open()
        opened.push(store)
        return store
      })
    } finally {
      await Promise.all(opened.map((store) => store.close()))
    }
  }

  for (const [topic, conditions] of Object.entries(topics)) {
    describe(topic, () => {
      for (const [condition, check] of Object.entries(conditions)) it(condition, () => run(check))
    })
  }
}
