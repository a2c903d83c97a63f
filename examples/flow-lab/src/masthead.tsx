import { useGenerateVideo, type VideoClient } from '@reelstate/react'
import { Mark } from '../../playground/src/mark.js'
import { PhasePill } from '../../playground/src/phase-pill.js'
import { ThemeToggle } from '../../playground/src/theme-toggle.js'

export function Masthead({ client }: { client: VideoClient }) {
  const { phase } = useGenerateVideo({ client })
  return (
    <header className="masthead">
      <Mark />
      <h1>
        Reelstate <span className="masthead-note">flow lab</span>
      </h1>
      <PhasePill phase={phase} />
      <ThemeToggle />
    </header>
  )
}
