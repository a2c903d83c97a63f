import type { VideoPhase } from '@reelstate/react'

/** The machine's state by its name. */
export function PhasePill({ phase }: { phase: VideoPhase }) {
  return (
    <span className="phase-pill" data-phase={phase}>
      {phase}
    </span>
  )
}
