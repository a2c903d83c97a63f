import type { CancelOutcome, VideoJobStatus } from '../protocol/video-types.js'

/** A video in the making, as a chat's message holds it: enough to follow the job without the LLM. */
export interface VideoPending {
  type: 'VIDEO_PENDING'
  data: {
    videoId: string
    /** For people and for the LLM. */
    message: string
    /** What the video handler takes as `?ref=`, and a client's `resume()`. Absent where there is no handler. */
    reference?: string
    status?: Extract<VideoJobStatus, 'pending' | 'processing'>
    /** 0-100, only where the provider reports it. */
    progress?: number
  }
}

/** A finished video. */
export interface ChatVideo {
  type: 'CHAT_VIDEO'
  data: {
    videoUrl: string
    videoId?: string
    /** Gives a fresh URL once this one has expired, as in `VideoPending`. */
    reference?: string
    /** When `videoUrl` stops working, in ms since the epoch. */
    expiresAt?: number
  }
}

/** A video that the conversation asked to stop. */
export interface VideoCanceled {
  type: 'VIDEO_CANCELED'
  data: { videoId: string; outcome: CancelOutcome; message: string }
}

/** Why there is no video. */
export interface VideoRefused {
  error: string
  /** A `VideoErrorCode`; absent where only a text is known. */
  code?: string
  /** The job that it is about; absent where none was made. */
  data?: {
    videoId: string
    /** Where asking for the job again may still give a video, as after a deadline; as in `VideoPending`. */
    reference?: string
  }
}

/** What comes back to a chat from an action or a tool for videos. */
export type VideoMessagePart = VideoPending | ChatVideo | VideoCanceled | VideoRefused
