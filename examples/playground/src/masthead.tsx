import type { VideoPhase } from '@reelstate/react'
import { Mark } from './mark.js'
import { PhasePill } from './phase-pill.js'
import { ThemeToggle } from './theme-toggle.js'

export function Masthead({ phase }: { phase: VideoPhase }) {
  return (
    <header className="masthead">
      <Mark />
      <h1>
        Reelstate <span className="masthead-note">playground</span>
      </h1>
      <PhasePill phase={phase} />
      <ThemeToggle />
    </header>
  )
}
