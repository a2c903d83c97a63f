import type { JobStore } from '../jobs/job-store.js'

const PATH = '.reelstate/jobs.db'

/** The embedded store, loaded at its first use: a runtime without files gives a store of its own and never gets here. */
export function defaultStore(): JobStore {
  let opened: Promise<JobStore> | undefined
  const open = () => {
    opened ??= import('../stores/sqlite-store.js').then(({ sqliteStore }) => sqliteStore({ path: PATH }))
    return opened
  }
  return {
    name: 'sqlite',
    create: async (...given) => (await open()).create(...given),
    get: async (ids) => (await open()).get(ids),
    find: async (query) => (await open()).find(query),
    list: async (query) => (await open()).list(query),
    save: async (...given) => (await open()).save(...given),
    claim: async (request) => (await open()).claim(request),
    record: async (...given) => (await open()).record(...given),
    subscribe: async (listener) => (await open()).subscribe(listener),
    prune: async (endedBefore) => (await open()).prune(endedBefore),
    close: async () => (await open()).close(),
  }
}
