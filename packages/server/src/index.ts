export {
  type CancelOutcome,
  VideoError,
  type VideoErrorCode,
  type VideoGenerateInput,
  type VideoGenerateResult,
  type VideoJobStatus,
  type VideoStatusInfo,
  type WireEvent,
} from '@reelstate/core/protocol'
export { cancelVideoJob } from './cancel-video-job.js'
export { generateVideo } from './generate-video.js'
export type {
  Advertise,
  FollowVideoOptions,
  GenerateVideoOptions,
  RunOptions,
  StreamOptions,
} from './generate-video-options.js'
export { getVideoJobStatus, type VideoJobStatusResult } from './get-video-job-status.js'
export { readVideoRequest, type VideoRequest } from './read-video-request.js'
export { toErrorResponse } from './to-error-response.js'
export { toHttpResponse } from './to-http-response.js'
export { toServerSentEventsResponse } from './to-server-sent-events-response.js'
export type * from './video-adapter.js'
export type { VideoStream } from './video-stream.js'
