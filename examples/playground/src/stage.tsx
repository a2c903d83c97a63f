import { FilmLeader } from './film-leader.js'
import { Player } from './player.js'
import type { RecentVideo } from './recent-videos.js'
import type { FrameProgress, VideoRun } from './video-run.js'

interface StageProps {
  video: VideoRun
  progress: FrameProgress
  /** A video of this session that was chosen to be seen again. */
  replayed: RecentVideo | null
}

/** The screen: what is there to see of the run. */
export function Stage({ video, progress, replayed }: StageProps) {
  const { phase, isLoading, result, canceled, error, input } = video
  const url = isLoading ? undefined : (replayed ?? result ?? canceled?.result)?.url
  const prompt = replayed && !isLoading ? replayed.input?.prompt : input?.prompt
  return (
    <div className="stage">
      {url ? (
        <Player key={url} url={url} prompt={prompt} />
      ) : isLoading || phase === 'canceling' ? (
        <FilmLeader phase={phase} percent={progress.message ? progress.percent : video.progress} />
      ) : (
        <div className="stage-empty" data-tone={error ? 'error' : undefined}>
          <StagePlaceholder />
          <p>{error ? 'No video this time' : canceled ? 'Stopped' : 'Nothing on the reel yet'}</p>
        </div>
      )}
    </div>
  )
}

function StagePlaceholder() {
  return (
    <svg viewBox="0 0 120 68" aria-hidden="true">
      <rect x="1" y="1" width="118" height="66" rx="7" />
      <path d="M8 10h6M8 22h6M8 34h6M8 46h6M8 58h6M106 10h6M106 22h6M106 34h6M106 46h6M106 58h6" />
      <rect x="22" y="6" width="76" height="56" rx="4" />
      <path d="M54 25.5v17l15-8.5Z" />
    </svg>
  )
}
