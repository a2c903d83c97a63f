import type { Clock } from '../jobs/clock.js'
import type { JobStore } from '../jobs/job-store.js'

/** How long what other instances wrote may be unknown here, in ms. */
const FRESH = 10_000
const MOST_REMEMBERED = 1_000

/** Records of the store that may be read a little old, so that a poll does not have to read them anew. */
export interface SharedRecords {
  /** A record as it was at most 10 s ago, or as it was last changed here. */
  read(name: string): Promise<unknown>
  change(name: string, step: (value: unknown) => unknown): Promise<void>
}

export function sharedRecords(store: Pick<JobStore, 'record'>, clock: Clock): SharedRecords {
  const remembered = new Map<string, { value: unknown; at: number }>()
  /** Reads under way: polls that all find a record old wait for one. */
  const reading = new Map<string, Promise<unknown>>()

  async function record(name: string, step: (value: unknown) => unknown): Promise<unknown> {
    // JSON has no `undefined`.
    const value = await store.record<unknown>(name, (stored) => step(stored) ?? null)
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(name, { value, at: clock.now() })
    return value
  }

  return {
    async read(name) {
      const last = remembered.get(name)
      const age = last ? clock.now() - last.at : FRESH
      if (last && age >= 0 && age < FRESH) return last.value
      const read = reading.get(name) ?? record(name, (value) => value).finally(() => reading.delete(name))
      reading.set(name, read)
      return read
    },
    async change(name, step) {
      await record(name, step)
    },
  }
}
