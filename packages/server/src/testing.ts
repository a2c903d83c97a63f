export type * from './jobs/job-store.js'
export type { VideoJobRow } from './jobs/video-job.js'
export {
  type JobStoreConformanceOptions,
  runJobStoreConformance,
} from './stores/run-job-store-conformance.js'
