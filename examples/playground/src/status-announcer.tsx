import { explainCancellation } from './explain-cancellation.js'
import type { VideoRun } from './video-run.js'

/** Says to a screen reader what changed, in steps of a quarter rather than frame by frame. Errors are alerts of their own. */
export function StatusAnnouncer({ video }: { video: VideoRun }) {
  return (
    <p className="visually-hidden" role="status">
      {announcement(video)}
    </p>
  )
}

function announcement({ phase, progress, canceled }: VideoRun): string {
  switch (phase) {
    case 'creating':
      return 'Creating the job.'
    case 'polling':
      return `Rendering, ${Math.floor((progress ?? 0) / 25) * 25} percent.`
    case 'reconnecting':
      return 'Connection lost, reconnecting. The job goes on.'
    case 'canceling':
      return 'Stopping.'
    case 'success':
      return 'The video is ready.'
    case 'error':
      return ''
    case 'idle':
      return canceled ? explainCancellation(canceled) : ''
  }
}
