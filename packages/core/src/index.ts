export { createVideoClient, type VideoClientOptionsSource } from './create-video-client.js'
export { fetchHttpStream } from './fetch-http-stream.js'
export { fetchServerSentEvents } from './fetch-server-sent-events.js'
export type { FetcherAnswer, VideoFetcher } from './fetcher-transport.js'
export type { FetchConnectionOptions, FetchConnectionOptionsSource } from './http-transport.js'
export { type PolledJob, type PollJobOptions, pollJob } from './poll-job.js'
export {
  type CancelOutcome,
  VideoError,
  type VideoErrorCode,
  type VideoGenerateInput,
  type VideoGenerateResult,
  type VideoJob,
  type VideoJobStatus,
  type VideoStatusInfo,
  type WireEvent,
} from './protocol.js'
export type { ConnectionAdapter, TransportContext, TransportData } from './transport.js'
export type * from './video-client.js'
export type { VideoPersistence } from './video-persistence.js'
export type { VideoCancellation } from './video-run.js'
export type { GenerationClientState, VideoPhase, VideoState } from './video-state.js'
