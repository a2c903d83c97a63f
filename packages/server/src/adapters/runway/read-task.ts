import type { VideoStatusResult } from '../../provider/video-adapter.js'
import { FAILED, safeText } from '../shared/provider-errors.js'
import { fieldsOf, numberOf, textOf } from '../shared/read-fields.js'

export interface RunwayTask {
  report: VideoStatusResult
  /** Where the video is, once there is one. */
  url?: string | undefined
  /** Credits: `cost` of a job that has ended, `estimatedCost` before. */
  usage?: object | undefined
}

/** A task as `GET /v1/tasks/{id}` has it. */
export function readTask(jobId: string, body: unknown, secrets: readonly string[]): RunwayTask {
  const { status, progress, output, cost, estimatedCost, failure, failureCode } = fieldsOf(body)
  const usage = { ...(cost !== undefined && { cost }), ...(estimatedCost !== undefined && { estimatedCost }) }
  const task = (report: Omit<VideoStatusResult, 'jobId'>, url?: string): RunwayTask => ({
    report: { jobId, ...report },
    url,
    usage: Object.keys(usage).length > 0 ? usage : undefined,
  })
  switch (status) {
    case 'PENDING':
    // Accepted beyond the account's concurrency: it waits as any other.
    case 'THROTTLED':
      return task({ status: 'pending' })
    case 'SUCCEEDED': {
      const url = textOf(Array.isArray(output) ? output[0] : undefined)
      if (url !== undefined) return task({ status: 'completed' }, url)
      return task({ status: 'failed', error: 'Runway withheld the video.', errorCode: 'moderated' })
    }
    case 'CANCELLED':
      return task({ status: 'failed', error: 'The video was canceled.', errorCode: 'canceled' })
    case 'FAILED': {
      const text = safeText(failure, secrets)
      const isModerated = /^SAFETY\b/.test(`${failureCode}`)
      if (isModerated) {
        const error = `Runway’s moderation refused the video${text ? `: ${text}` : '.'}`
        return task({ status: 'failed', error, errorCode: 'moderated' })
      }
      // Runway asks not to show its reason without context.
      return task({ status: 'failed', error: text ? `${FAILED} at Runway: ${text}` : FAILED })
    }
    default: {
      const done = numberOf(progress)
      return task({
        status: 'processing',
        ...(status === 'RUNNING' && done !== undefined && { progress: Math.round(done * 100) }),
      })
    }
  }
}
