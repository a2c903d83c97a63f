import type {
  CancelOutcome,
  JobReport,
  RunContext,
  VideoError,
  VideoGenerateInput,
  VideoGenerateResult,
  VideoJob,
  VideoStatusInfo,
} from './protocol.js'

/** How a stopped run ended. */
export interface VideoCancellation {
  outcome: CancelOutcome
  jobId: string | null
  /** The paid video, where the provider had finished it anyway. */
  result: VideoGenerateResult | null
}

/** What is known of a run, as users see it. */
export interface VideoFacts<TResult = VideoGenerateResult> {
  /** What was asked for; null where an existing job is followed. */
  readonly input: VideoGenerateInput | null
  readonly jobId: string | null
  readonly runId: string | null
  /** The provider's latest report. */
  readonly videoStatus: VideoStatusInfo | null
  /** 0-100 where the provider reports it, never falling within a run; otherwise null. */
  readonly progress: number | null
  /** Jobs ahead of this one, where the provider says so. */
  readonly queuePosition: number | null
  /** ms since the epoch. */
  readonly startedAt: number | null
  /** An estimate, in ms since the epoch, where the server makes one. */
  readonly estimatedEndAt: number | null
  readonly result: TResult | null
  /** How the last stopped run ended, with the paid video if there is one. */
  readonly canceled: VideoCancellation | null
  readonly error: VideoError | undefined
}

/** One request of the user for one video: minted before the first byte leaves. The same key always means the same job. */
export interface VideoRun extends RunContext {
  facts: VideoFacts
  /** The job to follow; where there is none yet, one is created. */
  job: VideoJob | null
  /** ms since the epoch; after it the run ends as `deadline_exceeded`. */
  deadline: number
  /** Reconnects without progress before giving up. */
  maxAttempts: number
  /** How long a stream may be silent, in ms; undefined to go by its heartbeats. */
  stallMs: number | undefined
}

/** What the machine remembers: data only. */
export interface VideoContext extends VideoRun {
  /** The news of the latest read, in order, for callbacks. */
  reports: readonly JobReport[]
  /** The last event id that was seen. */
  after: string | undefined
  /** Reconnects since the last progress. */
  attempt: number
  /** The shortest wait before the next attempt, in ms. */
  retryAfterMs: number
  /** What the stream said about coming back (`retry:`), in ms. */
  retryMs: number
  /** Whether the server sends heartbeats, so that silence means something. */
  beats: boolean
  /** Accepted while the run before it is being canceled. */
  next: VideoRun | null
  /** Whether a page shows the client. The one thing that outlives a run. */
  isShown?: boolean
  /** Why the run is being canceled: a reset also forgets the outcome. */
  intent: 'stop' | 'reset'
}

/** No run. */
export const NOTHING: VideoContext = {
  facts: {
    input: null,
    jobId: null,
    runId: null,
    videoStatus: null,
    progress: null,
    queuePosition: null,
    startedAt: null,
    estimatedEndAt: null,
    result: null,
    canceled: null,
    error: undefined,
  },
  threadId: '',
  runId: '',
  idempotencyKey: '',
  deadline: 0,
  maxAttempts: 0,
  stallMs: undefined,
  job: null,
  reports: [],
  after: undefined,
  attempt: 0,
  retryAfterMs: 0,
  retryMs: 0,
  beats: false,
  next: null,
  intent: 'stop',
}

/** What users do. */
export type UserEvent =
  | { type: 'GENERATE'; run: VideoRun }
  | { type: 'RETRY'; run: VideoRun }
  | { type: 'RESUME'; run: VideoRun }
  | { type: 'CANCEL' }
  | { type: 'RESET' }
  | { type: 'REFRESH' }
  /** A page that shows the job is there, or none is any more; the job itself goes on. */
  | { type: 'ATTACH' }
  | { type: 'DETACH' }

/** What the job stream reports. */
export type StreamEvent =
  | { type: 'JOB_CREATED'; job: VideoJob }
  /** Nothing was ordered: another page has a run under way, and this one follows it. */
  | { type: 'ADOPTED'; run: VideoRun }
  /** A read brought events: with news, without, or none but their id; or no more than a heartbeat. */
  | {
      type: 'STATUS'
      reports: readonly JobReport[]
      after: string | undefined
      retryMs?: number | undefined
      beat?: boolean
    }
  | { type: 'RESULT'; result: VideoGenerateResult }
  /** A verdict: nothing more will come of this request. */
  | { type: 'FAILED'; error: VideoError }
  /** The connection ended, the job did not. */
  | { type: 'DROPPED'; error: VideoError }
  | { type: 'CANCEL_ANSWERED'; outcome: CancelOutcome }

export type VideoMachineEvent = UserEvent | StreamEvent | { type: 'ONLINE' }
