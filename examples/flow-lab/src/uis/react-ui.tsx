import { useGenerateVideo } from '@reelstate/react'
import { createRoot } from 'react-dom/client'
import { screenText, statusLine } from './describe-run.js'
import { startsByItself } from './starts-by-itself.js'
import type { UiProps } from './ui-module.js'

function ReactUi({ client, input }: UiProps) {
  const video = useGenerateVideo({ client })
  const url = (video.result ?? video.canceled?.result)?.url
  const isOver = url !== undefined || video.error !== undefined || video.canceled !== null
  return (
    <>
      <div className="ui-screen">
        {url ? (
          <video
            src={url}
            aria-label="The video in React"
            controls
            loop
            muted
            playsInline
            autoPlay={startsByItself()}
            // An address that has expired no longer plays; the server can say where the video is now.
            onError={video.refreshResult}
          />
        ) : (
          <p data-phase={video.phase}>{screenText(video)}</p>
        )}
      </div>
      <div
        className="ui-progress"
        role="progressbar"
        aria-label="Progress in React"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={video.progress ?? undefined}
      >
        <div style={{ inlineSize: `${video.progress ?? 0}%` }} />
      </div>
      <p className="ui-facts">
        <span className="phase-pill" data-phase={video.phase}>
          {video.phase}
        </span>
        <code>{video.error?.code ?? video.jobId ?? 'no job'}</code>
      </p>
      <p className="ui-line" data-phase={video.phase}>
        {statusLine(video)}
      </p>
      <p className="ui-actions">
        <button
          type="button"
          className="button"
          aria-disabled={video.isLoading}
          onClick={() => video.generate(input)}
        >
          Generate<span className="visually-hidden"> in React</span>
        </button>
        {video.phase === 'error' ? (
          <button type="button" className="button" onClick={video.retry}>
            Retry<span className="visually-hidden"> in React</span>
          </button>
        ) : (
          <button type="button" className="button" aria-disabled={!video.isLoading} onClick={video.stop}>
            Cancel<span className="visually-hidden"> in React</span>
          </button>
        )}
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

export function mountUi(target: HTMLElement, props: UiProps): () => void {
  const root = createRoot(target)
  root.render(<ReactUi {...props} />)
  // React cannot take one root away while it renders another.
  return () => void setTimeout(() => root.unmount())
}
