import { fetchServerSentEvents, useGenerateVideo, useVideoSelector } from '@reelstate/react'
import { renderVisualResults, VideoMessage, type VideoMessagePart } from '@reelstate/react/chat'

export function ReactPage() {
  const video = useGenerateVideo({
    connection: fetchServerSentEvents('/api/video'),
    onResult: ({ url }) => ({ source: url }),
  })
  const percent: string = useVideoSelector(video, ({ progress }) => `${progress ?? 0} %`)
  const source: string | undefined = video.result?.source
  return (
    <div>
      <button type="button" disabled={video.isLoading} onClick={() => video.generate({ prompt: 'A dog' })}>
        {percent}
      </button>
      <button type="button" onClick={video.stop}>
        Stop
      </button>
      <a href={source}>{video.error?.message}</a>
    </div>
  )
}

const client = { connection: fetchServerSentEvents('/api/video') }

export function ReactChat({ parts }: { parts: VideoMessagePart[] }) {
  return (
    <div>
      <VideoMessage part={parts[0]} client={client} labels={{ cancel: 'Abbrechen' }} />
      {renderVisualResults(parts)}
    </div>
  )
}
