/** Every way a generation can end without a video, or an answer can be refused. */
export const VIDEO_ERROR_CODES = [
  'invalid_input',
  'invalid_options',
  'unauthorized',
  'not_found',
  'rate_limited',
  'unavailable',
  'moderated',
  'generation_failed',
  'deadline_exceeded',
  'connection_lost',
  'ambiguous_create',
  'bad_response',
  'bad_result',
  'canceled',
  'internal',
] as const

/**
 * - `invalid_input`: the prompt, size, duration or request body was refused; nothing was created.
 * - `invalid_options`: the client or adapter is set up wrongly (no transport, two transports, no key).
 * - `unauthorized`, `not_found`, `rate_limited`, `unavailable`: what the server or provider answered.
 * - `moderated`, `generation_failed`: the provider's verdict on this job.
 * - `deadline_exceeded`: `maxDuration` passed; the job may still finish.
 * - `connection_lost`: the stream broke after the job was created; the job goes on.
 * - `ambiguous_create`: no answer to the create request; the job may exist and be billed.
 * - `bad_response`, `bad_result`: the answer is not the protocol, or holds no URL that is safe to play.
 * - `canceled`: the job was canceled.
 * - `internal`: a fault of the server itself.
 */
export type VideoErrorCode = (typeof VIDEO_ERROR_CODES)[number]

export interface VideoErrorDetails {
  /** HTTP status, where an HTTP answer is the reason. */
  status?: number | undefined
  /** How long the other side asks to wait, in ms. */
  retryAfterMs?: number | undefined
  /** The job this is about, once one is known. */
  jobId?: string | undefined
  /** Whether the same job can be continued: `retry()` then resumes and creates nothing. */
  resumable?: boolean
  cause?: unknown
}

/** The one error class of Reelstate, in the browser and on the server. */
export class VideoError extends Error {
  override readonly name = 'VideoError'
  declare readonly code: VideoErrorCode
  declare readonly status: number | undefined
  declare readonly retryAfterMs: number | undefined
  declare readonly jobId: string | undefined
  declare readonly resumable: boolean

  constructor(code: VideoErrorCode, message: string, { cause, ...details }: VideoErrorDetails = {}) {
    super(message, { cause })
    Object.assign(this, { resumable: false, ...details, code })
  }
}
