import type { CancelOutcome, VideoErrorCode } from '@reelstate/core/protocol'
import type { JobState } from './video-job.js'

/** Which job an event is about. Never its prompt, and never a URL. */
export interface EventJob {
  jobId: string
  owner: string
  adapter: string
  model: string
}

/**
 * What happens on a server, as data: for logs, metrics and traces. Durations are ms. `error` is redacted: it names no
 * key, no prompt and no signed URL.
 */
export type VideoEvent =
  | (EventJob & { name: 'job.created' })
  | (EventJob & { name: 'job.state'; from: JobState; to: JobState; ageMs: number; code?: VideoErrorCode })
  | (EventJob & {
      name: 'provider.call'
      call: 'create' | 'status' | 'url' | 'cancel' | 'find' | 'copy'
      durationMs: number
      outcome: 'ok' | 'refused' | 'trouble' | 'ambiguous'
      error?: string
    })
  | (EventJob & { name: 'job.cancel'; outcome: CancelOutcome })
  | (EventJob & {
      name: 'job.usage'
      seconds: number
      cost: number
      /** What the provider says. */
      usage?: Record<string, unknown> | undefined
      /** True for a job that was canceled, and finished all the same. */
      late: boolean
    })
  | (EventJob & { name: 'job.stray'; providerJobId: string })
  | { name: 'worker.trouble'; error: string }
  | {
      name: 'http.request'
      method: string
      route: string
      status: number
      durationMs: number
      owner?: string | undefined
    }
  | { name: 'stream.dropped'; owner: string; reason: 'slow' }
  | { name: 'webhook.refused'; adapter: string; error: string }
