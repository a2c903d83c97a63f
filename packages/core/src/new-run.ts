import type { VideoGenerateInput, VideoJob } from './protocol.js'
import type { VideoRunOptions } from './video-client.js'
import { NOTHING, type VideoRun } from './video-run.js'

type Limits = Pick<VideoRunOptions, 'maxDuration' | 'maxAttempts' | 'stallMs'>

/** A run that starts now. It opens a thread and gets a key of its own, unless it has one. */
export function newRun(
  { maxDuration = 600_000, maxAttempts = Number.POSITIVE_INFINITY, stallMs }: Limits,
  input: VideoGenerateInput | null,
  job: VideoJob | null,
  threadId?: string,
  idempotencyKey = mintId(),
): VideoRun {
  const runId = mintId()
  const startedAt = Date.now()
  return {
    threadId: threadId ?? runId,
    runId,
    idempotencyKey,
    deadline: startedAt + maxDuration,
    maxAttempts,
    stallMs,
    job,
    facts: { ...NOTHING.facts, input, runId, startedAt },
  }
}

/** 128 random bits. Not `crypto.randomUUID`, which a page on plain http, such as a phone on a dev server, lacks. */
export const mintId = () => crypto.getRandomValues(new BigUint64Array(2)).join('-')
