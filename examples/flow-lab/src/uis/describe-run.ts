import type { VideoCancellation, VideoState } from '@reelstate/core'

const STOPPED: Record<VideoCancellation['outcome'], string> = {
  canceled: 'Stopped. The provider confirmed it.',
  requested: 'The stop was asked for, and not confirmed.',
  too_late: 'Too late to stop: the video was finished.',
  unsupported: 'Not stopped: nobody could be asked.',
}

/** What the screen says in large letters while it has no video to show. */
export function screenText({ phase, progress, queuePosition, canceled }: VideoState): string {
  if (phase === 'idle') return canceled ? 'Stopped' : 'No video yet'
  if (phase === 'creating') return 'Starting'
  if (phase === 'canceling') return 'Stopping'
  if (phase === 'error') return 'No video'
  if (progress !== null) return `${progress} %`
  return queuePosition ? `${queuePosition} ahead` : 'Waiting'
}

/** One sentence below the screen: where the run is, or why it ended. */
export function statusLine({ phase, progress, queuePosition, canceled, error }: VideoState): string {
  switch (phase) {
    case 'idle':
      return canceled ? STOPPED[canceled.outcome] : 'Nothing is under way.'
    case 'creating':
      return 'The job is being created.'
    case 'polling':
      if (queuePosition) return 'The job waits in the queue.'
      return progress === null ? 'The provider has the job.' : 'The provider is at work.'
    case 'reconnecting':
      return 'Connection lost. The job goes on.'
    case 'canceling':
      return 'Asking the provider to stop.'
    case 'success':
      return 'The video is ready.'
    case 'error':
      return error?.message ?? ''
  }
}
