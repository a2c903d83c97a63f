// biome-ignore-all lint/a11y/useMediaCaption: as documented.
// biome-ignore-all lint/a11y/useButtonType: as documented.
import { fetchServerSentEvents, useGenerateVideo } from '@reelstate/react'

// Streaming mode, the client. Changed: import paths.

function VideoGenerator() {
  const { generate, result, jobId, videoStatus, isLoading, error, stop, reset } = useGenerateVideo({
    connection: fetchServerSentEvents('/api/generate/video'),
    onJobCreated: (id) => console.log('Job created:', id),
    onStatusUpdate: (status) => console.log('Status:', status.status),
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
          <button onClick={stop}>Cancel</button>
        </div>
      )}

      {error && <p>Error: {error.message}</p>}

      {result && (
        <div>
          <video src={result.url} controls width={640} />
          <button onClick={reset}>Clear</button>
        </div>
      )}
    </div>
  )
}

export { VideoGenerator }
