import type { VideoStatusResult } from '../../provider/video-adapter.js'
import { FAILED, safeText } from '../shared/provider-errors.js'
import { fieldsOf, textOf } from '../shared/read-fields.js'

export interface LumaGeneration {
  report: VideoStatusResult
  /** Where the video is, once there is one. */
  url?: string | undefined
}

/** A generation as `GET /generations/{id}` has it. */
export function readGeneration(jobId: string, body: unknown, secrets: readonly string[]): LumaGeneration {
  const { state, assets, failure_reason } = fieldsOf(body)
  switch (state) {
    case 'queued':
      return { report: { jobId, status: 'pending' } }
    case 'completed': {
      const url = textOf(fieldsOf(assets).video)
      if (url !== undefined) return { report: { jobId, status: 'completed' }, url }
      const error = 'Luma withheld the video.'
      return { report: { jobId, status: 'failed', error, errorCode: 'moderated' } }
    }
    case 'failed': {
      const error = safeText(failure_reason, secrets) ?? FAILED
      const isModerated = /moderat/i.test(error)
      return { report: { jobId, status: 'failed', error, ...(isModerated && { errorCode: 'moderated' }) } }
    }
    default:
      return { report: { jobId, status: 'processing' } }
  }
}
