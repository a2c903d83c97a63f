import type { VideoState } from '@reelstate/core'

type Run = Pick<VideoState, 'phase' | 'progress' | 'canceled'>

/** What an island's screen says while it has no video to show. */
export function describeRun({ phase, progress, canceled }: Run): string {
  switch (phase) {
    case 'idle':
      return canceled ? 'Stopped' : 'No run yet'
    case 'creating':
      return 'Starting'
    case 'canceling':
      return 'Stopping'
    case 'error':
      return 'No video this time'
    default:
      return progress === null ? 'Waiting' : `${progress} %`
  }
}
