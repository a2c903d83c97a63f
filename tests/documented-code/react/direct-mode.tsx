// biome-ignore-all lint/a11y/useMediaCaption: as documented.
// biome-ignore-all lint/a11y/useButtonType: as documented.
import { useGenerateVideo } from '@reelstate/react'
import { generateVideoFn } from '../support/server-functions.js'

// Direct mode, the client. Changed: import paths; the elided UI, filled in with what is taken from the hook.

function VideoGenerator() {
  const { generate, result, isLoading } = useGenerateVideo({
    fetcher: (input) => generateVideoFn({ data: input }),
  })
  return (
    <div>
      <button
        onClick={() => generate({ prompt: 'A golden retriever playing in sunflowers' })}
        disabled={isLoading}
      >
        {isLoading ? 'Generating...' : 'Generate Video'}
      </button>

      {result && (
        <div>
          <video src={result.url} controls width={640} />
        </div>
      )}
    </div>
  )
}

export { VideoGenerator }
