import type { EmulatorScenario } from '@reelstate/local'
import { Button } from './button.js'
import { explainCancellation } from './explain-cancellation.js'
import { formatDuration } from './format-duration.js'
import { useNow } from './use-now.js'
import type { FrameProgress, VideoRun } from './video-run.js'

interface RunBarProps {
  video: VideoRun
  progress: FrameProgress
  /** What the emulator plays in this run, if it does. */
  scenario: EmulatorScenario | undefined
}

/** Where the run is, in words and numbers, and what can be done about it. */
export function RunBar({ video, progress, scenario }: RunBarProps) {
  const { phase, isLoading, result, error, canceled } = video
  const isOver = phase === 'success' || phase === 'error' || canceled !== null
  // The same input would be refused again; the form is where to go on.
  const canRetry = phase === 'error' && error?.code !== 'invalid_input'
  return (
    <div className="run-bar">
      {isLoading && <ProgressBar percent={progress.message ? progress.percent : video.progress} />}
      <div className="run-status">
        {error ? (
          <ErrorMessage message={error.message} code={error.code} />
        ) : (
          <RunStatus video={video} progress={progress} />
        )}
        {scenario && (
          <p className="run-scenario">
            <span>Scenario</span> {scenario.title}
          </p>
        )}
      </div>
      <div className="run-actions">
        {isLoading && <Button onClick={video.stop}>Cancel</Button>}
        {canRetry && (
          <Button kind="primary" onClick={video.retry}>
            {error?.resumable ? 'Retry: follow the job' : 'Retry'}
          </Button>
        )}
        {result && (
          <a
            className="button"
            data-kind="primary"
            href={result.url}
            download={`reelstate-${result.jobId.slice(0, 8)}.mp4`}
          >
            Download
          </a>
        )}
        {result && <Button onClick={video.refreshResult}>Renew link</Button>}
        {(isLoading || isOver) && (
          <Button kind="quiet" onClick={video.reset}>
            Reset
          </Button>
        )}
      </div>
    </div>
  )
}

function ProgressBar({ percent }: { percent: number | null }) {
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label="Progress"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
    >
      <div style={{ inlineSize: `${percent ?? 0}%` }} />
    </div>
  )
}

function ErrorMessage({ message, code }: { message: string; code: string }) {
  return (
    <p className="run-error" role="alert">
      {message} <code className="run-code">{code}</code>
    </p>
  )
}

function RunStatus({ video, progress }: { video: VideoRun; progress: FrameProgress }) {
  const { phase, isLoading, startedAt, estimatedEndAt, queuePosition, canceled } = video
  const now = useNow(isLoading)
  const elapsed = startedAt === null ? '' : formatDuration(now - startedAt)
  if (phase === 'success') return <p>Rendered in {elapsed}.</p>
  if (phase === 'canceling' && !isLoading) return <p>Asking the provider to stop…</p>
  if (canceled && !isLoading) return <p>{explainCancellation(canceled)}</p>
  if (!isLoading) return <p className="muted">Ready when you are.</p>
  return (
    <>
      <p className="run-now">
        {progress.message ? (
          <>
            <strong data-testid="percent">{progress.percent} %</strong>
            <span data-testid="frames">{progress.message}</span>
          </>
        ) : video.progress ? (
          <strong>{video.progress} %</strong>
        ) : (
          <span>{queuePosition ? `${queuePosition} ahead in the queue` : 'Waiting for the first frame'}</span>
        )}
      </p>
      <p className="muted">
        {elapsed} elapsed
        {estimatedEndAt !== null &&
          phase === 'polling' &&
          `, about ${formatDuration(estimatedEndAt - now)} left (estimate)`}
      </p>
    </>
  )
}
