import type { UseGenerateVideoReturn, VideoGenerateResult } from '@reelstate/react'

/** What `useGenerateVideo` returns, as the components take it. */
export type VideoRun = UseGenerateVideoReturn<VideoGenerateResult>

/** How far the frames are, as the server counts them. */
export interface FrameProgress {
  /** 0-100. */
  percent: number
  /** Such as `frame 96 of 192`; empty before the first one. */
  message: string
}
