import type { CancelOutcome, VideoError } from '@reelstate/core/protocol'
import type { JobView } from '../../jobs/job-view.js'
import type { VideoCanceled, VideoMessagePart, VideoPending, VideoRefused } from '../message-part.js'

/** A job as a part of a message. */
export function partOf(view: JobView): VideoMessagePart {
  const { jobId: videoId, reference, url, expiresAt, error, errorCode } = view
  if (url !== undefined) {
    return {
      type: 'CHAT_VIDEO',
      data: { videoUrl: url, videoId, reference, ...(expiresAt !== undefined && { expiresAt }) },
    }
  }
  if (view.state === 'canceled') {
    return { error: 'The video was canceled.', code: 'canceled', data: { videoId } }
  }
  if (!view.ended) return pendingPart(view)
  return {
    error: error ?? 'Video generation failed',
    code: errorCode ?? 'generation_failed',
    // What has failed stays so; whatever else ended may still become a video.
    data: { videoId, ...(view.state !== 'failed' && { reference }) },
  }
}

/** A job that has not ended. */
export function pendingPart({ jobId: videoId, reference, status, progress }: JobView): VideoPending {
  const done = progress === undefined ? '' : `, ${Math.round(progress)} % done`
  return {
    type: 'VIDEO_PENDING',
    data: {
      videoId,
      message: `Video generation in progress${done}. It takes minutes. Use check_video to see how it is.`,
      reference,
      status: status === 'processing' ? status : 'pending',
      ...(progress !== undefined && { progress }),
    },
  }
}

const OUTCOMES: Record<CancelOutcome, string> = {
  canceled: 'The video was canceled.',
  requested: 'It is not known whether the video was stopped. It may still be billed.',
  too_late: 'The video had already ended.',
  unsupported: 'This provider cannot stop a video: it goes on.',
}

export const canceledPart = (videoId: string, outcome: CancelOutcome): VideoCanceled => ({
  type: 'VIDEO_CANCELED',
  data: { videoId, outcome, message: OUTCOMES[outcome] },
})

export const refusedPart = ({ message, code, jobId }: VideoError): VideoRefused => ({
  error: message,
  code,
  ...(jobId !== undefined && { data: { videoId: jobId } }),
})

/**
 * What the LLM needs of a part: all but the reference, which a page follows the job with, and which an LLM would only spend
 * tokens on.
 */
export function forModel(part: VideoMessagePart): VideoMessagePart {
  // What an old message holds may be anything.
  if (!('reference' in Object(part.data))) return part
  const { reference: _, ...data } = part.data as { reference?: string }
  return { ...part, data } as VideoMessagePart
}
