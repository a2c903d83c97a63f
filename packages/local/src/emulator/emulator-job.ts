import type { ScenarioName } from './scenarios.js'

export type EmulatedProvider =
  | 'byteplus'
  | 'fal'
  | 'gemini'
  | 'luma'
  | 'openai'
  | 'openkbs'
  | 'openrouter'
  | 'replicate'
  | 'runway'
  | 'xai'

/** `expired` and `aborted` are ends of their own where a provider has them; elsewhere a wire says that it failed. */
export type EmulatedJobState =
  | 'queued'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'canceled'
  | 'expired'
  | 'aborted'

/** A job as it is now: each read of `state` and of what hangs on it looks at the clock. */
export interface EmulatedJob {
  readonly id: string
  readonly provider: EmulatedProvider
  readonly model: string
  /** As it was given, with the name of the scenario. */
  readonly prompt: string
  readonly scenario: ScenarioName
  readonly createdAt: Date
  /** When it left the queue; undefined before, and for a job that never did. */
  readonly startedAt: Date | undefined
  readonly endedAt: Date | undefined
  readonly state: EmulatedJobState
  /** 0-100, whole; 100 only when it succeeded. */
  readonly progress: number
  /** How many of this provider's jobs leave the queue before this one; 0 once it has. */
  readonly queuePosition: number
  /** Why it failed, where `state` is `failed`. */
  readonly failure: EmulatedFailure | undefined
  /** As asked for, `1280x720` where nothing was. */
  readonly size: string
  /** Of the rendered video, in pixels: `size`, made smaller to `maxSide`. */
  readonly width: number
  readonly height: number
  /** As asked for, 5 where nothing was; the rendered video is at most `maxSeconds` long. */
  readonly seconds: number
  /** What the wire keeps of the request. */
  readonly input: unknown
}

export type EmulatedFailure = 'generation_failed' | 'moderated' | 'without_text'
