// biome-ignore-all lint/a11y/useMediaCaption: as documented.
// biome-ignore-all lint/a11y/useButtonType: as documented.
import { useGenerateVideo } from '@reelstate/react'
import { generateVideoStreamFn } from '../support/server-functions.js'

// Server function streaming, the client. Changed: import paths; the elided UI, filled in with what is taken from the hook.

function VideoGenerator() {
  const { generate, result, jobId, videoStatus, isLoading } = useGenerateVideo({
    fetcher: (input) => generateVideoStreamFn({ data: input }),
  })
  return (
    <div>
      <button
        onClick={() => generate({ prompt: 'A golden retriever playing in sunflowers' })}
        disabled={isLoading}
      >
        {isLoading ? 'Generating...' : 'Generate Video'}
      </button>

      {isLoading && (
        <div>
          {jobId && <p>Job: {jobId}</p>}
          {videoStatus?.progress != null && <progress value={videoStatus.progress} max={100} />}
          <p>Status: {videoStatus?.status ?? 'starting...'}</p>
        </div>
      )}

      {result && (
        <div>
          <video src={result.url} controls width={640} />
        </div>
      )}
    </div>
  )
}

export { VideoGenerator }
