import type { VideoGenerateInput } from '@reelstate/react'

export interface RecentVideo {
  jobId: string
  url: string
  /** Null when the job was followed without its input being known. */
  input: VideoGenerateInput | null
}

interface RecentVideosProps {
  videos: readonly RecentVideo[]
  onReplay: (video: RecentVideo) => void
}

/** The videos made since the page was opened; the first one is on the screen already. */
export function RecentVideos({ videos, onReplay }: RecentVideosProps) {
  if (videos.length < 2) return null
  return (
    <section className="recent" aria-labelledby="recent-title">
      <h2 id="recent-title">This session</h2>
      <ul>
        {videos.map((video) => (
          <li key={video.jobId}>
            <button type="button" className="recent-choice" onClick={() => onReplay(video)}>
              <video
                className="recent-still"
                src={`${video.url}#t=1`}
                muted
                playsInline
                preload="metadata"
                aria-hidden="true"
                tabIndex={-1}
              />
              <span className="recent-prompt">{video.input?.prompt ?? video.jobId}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
