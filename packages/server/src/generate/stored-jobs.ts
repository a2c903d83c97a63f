import { createVideoJobs } from '../jobs/create-video-jobs.js'
import type { JobStore } from '../jobs/job-store.js'
import type { VideoJobs } from '../jobs/video-jobs.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'

interface StoredJobs {
  jobs: VideoJobs
  adapters: Map<string, AnyVideoAdapter>
}

const known = new WeakMap<JobStore, StoredJobs>()

/** The jobs on a store, worked on by this process for as long as that holds the store. The simple functions share them. */
export function storedJobs(store: JobStore, adapter: AnyVideoAdapter): { jobs: VideoJobs; name: string } {
  let stored = known.get(store)
  if (!stored) {
    const adapters = new Map<string, AnyVideoAdapter>()
    stored = { jobs: createVideoJobs({ store, adapters }), adapters }
    known.set(store, stored)
  }
  const name = `${adapter.name}/${adapter.model}`
  stored.adapters.set(name, adapter)
  return { jobs: stored.jobs, name }
}

/** Whose jobs those of the simple functions are: their routes say who may call them. */
export const STORED_OWNER = 'server'
