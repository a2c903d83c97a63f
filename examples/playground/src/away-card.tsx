import type { VideoPhase } from '@reelstate/react'
import { Button } from './button.js'

const MEANINGS: Record<VideoPhase, string> = {
  idle: 'Nothing is under way.',
  creating: 'The order is on its way, and nobody takes it back.',
  polling: 'The job goes on without a page. Come back whenever you like.',
  reconnecting: 'The job goes on; its connection is being made again.',
  canceling: 'The stop goes through without you.',
  success: 'The video is ready, and waits for you.',
  error: 'The run has ended with an error, which waits for you.',
}

interface AwayCardProps {
  phase: VideoPhase
  onReturn: () => void
}

/** In place of the page that shows the run, once that was left. */
export function AwayCard({ phase, onReturn }: AwayCardProps) {
  return (
    <section className="card away" aria-labelledby="away-title">
      <h2 id="away-title">You have left the page</h2>
      <p role="status">{MEANINGS[phase]}</p>
      <Button kind="primary" onClick={onReturn}>
        Come back
      </Button>
    </section>
  )
}
