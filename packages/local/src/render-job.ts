import type { Worker } from 'node:worker_threads'
import type { VideoStatusResult } from '@reelstate/server'
import { frameCount } from './frame-count.js'
import type { JobRecord, RenderEnd } from './job-records.js'

export interface RenderJob {
  readonly record: JobRecord
  /** How many frames its video has. */
  readonly frames: number
  state: RenderState
}

export type RenderState = { name: 'queued' } | Rendering | RenderEnd

export interface Rendering {
  name: 'rendering'
  worker: Worker
  /** Frames so far. */
  encoded: number
  /** When the last of them was encoded, on the clock of `performance.now()`. */
  lastFrameAt: number
  /** A moving mean, once there are two frames. */
  msPerFrame: number
}

/** An end whose expiry is still to be set. */
export type Outcome =
  | { name: 'finished'; bytes: number }
  | { name: 'failed'; errorCode: 'canceled' | 'generation_failed'; error: string }

/** A job as its record tells it: ended, or waiting to be rendered. */
export function renderJobOf(record: JobRecord): RenderJob {
  return { record, frames: frameCount(record.input.seconds), state: record.end ?? { name: 'queued' } }
}

export function startRendering(job: RenderJob, worker: Worker): Rendering {
  const state: Rendering = { name: 'rendering', worker, encoded: 0, lastFrameAt: 0, msPerFrame: 0 }
  job.state = state
  return state
}

/** Takes note that `encoded` frames are done by now. */
export function countFrames(state: Rendering, encoded: number): void {
  const now = performance.now()
  const ms = now - state.lastFrameAt
  // A moving mean, because the first frames are slow: code is still being compiled. The first one has no start.
  if (encoded === 2) state.msPerFrame = ms
  else if (encoded > 2) state.msPerFrame += (ms - state.msPerFrame) / 8
  state.lastFrameAt = now
  state.encoded = encoded
}

/** The job as an adapter reports it; `ahead` is how many renders a waiting one comes after. */
export function statusOf({ record, state, frames }: RenderJob, ahead: number): VideoStatusResult {
  const jobId = record.id
  switch (state.name) {
    case 'queued':
      return { jobId, status: 'pending', queuePosition: ahead }
    case 'rendering': {
      const { encoded, msPerFrame } = state
      const progress = Math.floor((100 * encoded) / frames)
      const message = `frame ${encoded} of ${frames}`
      const measured = encoded > 1 ? { etaMs: Math.round(msPerFrame * (frames - encoded)) } : {}
      return { jobId, status: 'processing', progress, message, ...measured }
    }
    case 'finished':
      return { jobId, status: 'completed', progress: 100 }
    case 'failed':
      return { jobId, status: 'failed', error: state.error, errorCode: state.errorCode }
  }
}
