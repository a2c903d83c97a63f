/** What a user asks for. */
export interface VideoGenerateInput<TPrompt = string> {
  prompt: TPrompt
  /** `WIDTHxHEIGHT` in pixels, such as `1280x720`. */
  size?: string
  /** Length of the video in seconds. */
  duration?: number
  /** Options of one model, passed to its adapter unchanged. */
  modelOptions?: Record<string, unknown>
}

export type VideoJobStatus = 'pending' | 'processing' | 'completed' | 'failed'

/** One status report about a job. */
export interface VideoStatusInfo {
  jobId: string
  status: VideoJobStatus
  /** 0-100, only where the provider reports it. */
  progress?: number | undefined
  url?: string | undefined
  error?: string | undefined
}

/** A finished video. */
export interface VideoGenerateResult {
  jobId: string
  status: 'completed'
  /** Playable as it is: `https:`, same origin, `http:` on loopback, `blob:` or `data:video/`. */
  url: string
  /** When `url` stops working, where the provider says so. */
  expiresAt?: Date
  usage?: Record<string, unknown>
}

/**
 * How a cancellation ended.
 * - `canceled`: the provider stopped the job.
 * - `requested`: it was asked to, and has not confirmed; the job may still be billed.
 * - `too_late`: the job had already ended.
 * - `unsupported`: nobody could be asked; the job goes on at the provider.
 */
export type CancelOutcome = 'canceled' | 'requested' | 'too_late' | 'unsupported'
