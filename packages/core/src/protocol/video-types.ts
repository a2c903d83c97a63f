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

/** Something to make the video from, beside the text. */
export interface VideoMediaPart {
  type: 'image' | 'video' | 'audio'
  /** A public `https:` URL, or the bytes in base64. */
  source:
    | { type: 'url'; value: string; mimeType?: string }
    | { type: 'data'; value: string; mimeType: string }
  /**
   * What it is for. An image without a role is the first frame; `reference` is what the video shall look like, without
   * being in it as it is.
   */
  metadata?: { role?: 'first_frame' | 'last_frame' | 'reference' }
}

/** A prompt in parts, as TanStack AI writes it. */
export type VideoPromptPart = { type: 'text'; content: string } | VideoMediaPart

/** A text, or parts: which kinds of parts are taken depends on the model. */
export type VideoPrompt = string | readonly VideoPromptPart[]

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
