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
export { cancelVideoJob } from './generate/cancel-video-job.js'
export { generateVideo } from './generate/generate-video.js'
export type {
  Advertise,
  FollowVideoOptions,
  GenerateVideoOptions,
  RunOptions,
  StreamOptions,
} from './generate/generate-video-options.js'
export { getVideoJobStatus, type VideoJobStatusResult } from './generate/get-video-job-status.js'
export type { VideoStream } from './generate/video-stream.js'
export { readVideoRequest, type VideoRequest } from './http/read-video-request.js'
export { toErrorResponse } from './http/to-error-response.js'
export { toHttpResponse } from './http/to-http-response.js'
export { toServerSentEventsResponse } from './http/to-server-sent-events-response.js'
export type * from './provider/video-adapter.js'
