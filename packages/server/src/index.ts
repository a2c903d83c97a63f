export {
  type CancelOutcome,
  VideoError,
  type VideoErrorCode,
  type VideoGenerateInput,
  type VideoGenerateResult,
  type VideoJobStatus,
  type VideoMediaPart,
  type VideoPrompt,
  type VideoPromptPart,
  type VideoStatusInfo,
  type WireEvent,
} from '@reelstate/core/protocol'
export { fallbackVideo } from './adapters/fallback-video.js'
export { cancelVideoJob } from './generate/cancel-video-job.js'
export { generateVideo, watchVideoJob } from './generate/generate-video.js'
export type {
  Advertise,
  FollowVideoOptions,
  GenerateVideoOptions,
  RunOptions,
  StreamOptions,
} from './generate/generate-video-options.js'
export { getVideoJobStatus, type VideoJobStatusResult } from './generate/get-video-job-status.js'
export type { VideoStream } from './generate/video-stream.js'
export {
  editVideo,
  extendVideo,
  remixVideo,
  type WorkOnVideoOptions,
} from './generate/work-on-video.js'
export { createVideoHandler, type VideoHandler } from './handler/create-video-handler.js'
export type {
  Asker,
  OwnerLimits,
  PromptContext,
  StreamSettings,
  VideoHandlerOptions,
} from './handler/handler-options.js'
export { readVideoRequest, type VideoRequest } from './http/read-video-request.js'
export { toErrorResponse } from './http/to-error-response.js'
export { toHttpResponse } from './http/to-http-response.js'
export { toNodeHandler } from './http/to-node-handler.js'
export { toServerSentEventsResponse } from './http/to-server-sent-events-response.js'
export { createVideoJobs } from './jobs/create-video-jobs.js'
export type * from './jobs/job-store.js'
export type { JobView } from './jobs/job-view.js'
export type { VideoEvent } from './jobs/video-event.js'
export type { JobState, VideoJobRow } from './jobs/video-job.js'
export type { JobsHealth, VideoJobs, VideoJobsOptions } from './jobs/video-jobs.js'
export type * from './provider/video-adapter.js'
export type { VideoStorage } from './storage/video-storage.js'
export { memoryStore } from './stores/memory-store.js'
export { jsonLog, type LogLevel } from './telemetry/json-log.js'
export { type StopOptions, stopOnSignals } from './worker-command/stop-on-signals.js'
