import { useGenerateVideo, type VideoClient } from '@reelstate/react'
import { createRoot } from 'react-dom/client'
import { describeRun } from './describe-run.js'

function ReactIsland({ client }: { client: VideoClient }) {
  const video = useGenerateVideo({ client })
  const isOver = video.result !== null || video.error !== undefined || video.canceled !== null
  return (
    <>
      <div className="island-screen">
        {video.result ? (
          <video
            src={`${video.result.url}#t=1`}
            muted
            playsInline
            preload="metadata"
            aria-hidden="true"
            tabIndex={-1}
          />
        ) : (
          <p data-phase={video.phase}>{describeRun(video)}</p>
        )}
      </div>
      <div
        className="island-progress"
        role="progressbar"
        aria-label="Progress in React"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={video.progress ?? undefined}
      >
        <div style={{ inlineSize: `${video.progress ?? 0}%` }} />
      </div>
      <p className="island-facts">
        <span className="phase-pill" data-phase={video.phase}>
          {video.phase}
        </span>
        <code>{video.jobId?.slice(0, 12) ?? 'no job'}</code>
      </p>
      <p className="island-actions">
        <button type="button" className="button" aria-disabled={!video.isLoading} onClick={video.stop}>
          Cancel<span className="visually-hidden"> in React</span>
        </button>
        <button
          type="button"
          className="button"
          data-kind="quiet"
          aria-disabled={!video.isLoading && !isOver}
          onClick={video.reset}
        >
          Reset<span className="visually-hidden"> in React</span>
        </button>
      </p>
    </>
  )
}

export function mountIsland(target: HTMLElement, client: VideoClient): () => void {
  const root = createRoot(target)
  root.render(<ReactIsland client={client} />)
  return () => root.unmount()
}
