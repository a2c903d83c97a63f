import type { VideoPhase } from '@reelstate/react'

const CAPTIONS: Partial<Record<VideoPhase, string>> = {
  creating: 'Creating the job',
  polling: 'Rendering',
  reconnecting: 'Reconnecting',
  canceling: 'Stopping',
}

/** The countdown at the start of a reel, counting the percent that are done; without a percent its hand just turns. */
export function FilmLeader({ phase, percent }: { phase: VideoPhase; percent: number | null }) {
  const isKnown = percent !== null && phase !== 'canceling'
  return (
    <div className="leader" data-phase={phase} data-known={isKnown || undefined}>
      <svg
        className="leader-film"
        viewBox="0 0 320 180"
        aria-hidden="true"
        preserveAspectRatio="xMidYMid slice"
      >
        <path className="leader-cross" d="M-400 90H720M160 -400V580" />
        <circle className="leader-ring" cx="160" cy="90" r="72" />
        <circle className="leader-ring leader-hub" cx="160" cy="90" r="60" />
        <circle
          className="leader-sweep"
          cx="160"
          cy="90"
          r="66"
          pathLength="100"
          strokeDasharray={isKnown ? `${percent} 100` : '18 100'}
        />
      </svg>
      <p className="leader-text">
        <strong className="leader-count">{isKnown ? percent : '··'}</strong>
        <span className="leader-caption">{CAPTIONS[phase]}</span>
      </p>
    </div>
  )
}
