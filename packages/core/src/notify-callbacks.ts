import type { JobReport } from './protocol.js'
import type { VideoCallbacks } from './video-client.js'
import type { VideoFacts } from './video-run.js'

/** Calls one of the user's callbacks. */
export type Tell = <TName extends keyof VideoCallbacks>(
  name: TName,
  ...args: Parameters<NonNullable<VideoCallbacks[TName]>>
) => unknown

/**
 * Tells the user's callbacks what one step of the machine brought, once the state that shows it can be read. A run that
 * is being canceled shows nothing any more, so nothing of it is told.
 */
export function notifyCallbacks(
  tell: Tell,
  before: VideoFacts<unknown>,
  { jobId, error }: VideoFacts<unknown>,
  reports: readonly JobReport[],
): void {
  if (jobId && jobId !== before.jobId) tell('onJobCreated', jobId)
  let told = before.progress
  for (const { progress, message, videoStatus } of reports) {
    // A server may send the same progress twice: with a message, and with the status.
    if (progress !== undefined && (message || progress !== told)) {
      told = progress
      tell('onProgress', progress, message)
    }
    if (videoStatus) tell('onStatusUpdate', videoStatus)
  }
  if (error && error !== before.error) tell('onError', error)
}
