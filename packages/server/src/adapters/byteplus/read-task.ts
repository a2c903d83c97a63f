import type { VideoStatusResult } from '../../provider/video-adapter.js'
import { FAILED, safeText } from '../shared/provider-errors.js'
import { dateOf, fieldsOf, textOf } from '../shared/read-fields.js'

export interface ByteplusTask {
  report: VideoStatusResult
  /** As BytePlus has it. */
  status: unknown
  /** Where the video is, once there is one and until it has expired. */
  url?: string | undefined
  /** When the video is deleted. */
  expiresAt?: Date | undefined
  /** Tokens. */
  usage?: object | undefined
}

/** "Valid for 24 hours." */
const KEPT_MS = 24 * 3_600_000

/** A task as `GET /contents/generations/tasks/{id}` has it. */
export function readTask(jobId: string, body: unknown, secrets: readonly string[]): ByteplusTask {
  const { status, content, usage, error, updated_at } = fieldsOf(body)
  const report = (verdict: Omit<VideoStatusResult, 'jobId'>) => ({ report: { jobId, ...verdict }, status })
  switch (status) {
    case 'queued':
      return report({ status: 'pending' })
    case 'succeeded': {
      const url = textOf(fieldsOf(content).video_url)
      const endedAt = dateOf(updated_at)
      const expiresAt = endedAt && new Date(endedAt.getTime() + KEPT_MS)
      // The address is cleared when the video is deleted; before that, there is none for what moderation withholds.
      if (url === undefined && !(expiresAt && expiresAt.getTime() <= Date.now()))
        return report({ status: 'failed', error: 'BytePlus withheld the video.', errorCode: 'moderated' })
      const counted = typeof usage === 'object' && usage !== null ? usage : undefined
      return { ...report({ status: 'completed' }), url, expiresAt, usage: counted }
    }
    case 'failed': {
      const { code, message } = fieldsOf(error)
      return report({
        status: 'failed',
        error: safeText(message, secrets) ?? FAILED,
        ...(isModeration(code) && { errorCode: 'moderated' as const }),
      })
    }
    case 'cancelled':
      return report({ status: 'failed', error: 'The video was canceled.', errorCode: 'canceled' })
    case 'expired':
      return report({ status: 'failed', error: 'The job has expired at BytePlus before it was done.' })
    default:
      return report({ status: 'processing' })
  }
}

/** `InputTextSensitiveContentDetected`, `OutputVideoSensitiveContentDetected.PolicyViolation`, `InputImageRiskDetection`. */
export const isModeration = (code: unknown): boolean =>
  /SensitiveContent|RiskDetect|PolicyViolation/.test(`${code}`)
