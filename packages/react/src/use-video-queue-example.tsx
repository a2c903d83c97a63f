import { queuePersistence } from '@reelstate/core/persist'
import { fetchServerSentEvents, useVideoQueue } from './index.js'

const connection = fetchServerSentEvents('/api/video')
const persist = queuePersistence({ key: 'shots' })

export function Shots({ prompts }: { prompts: string[] }) {
  const queue = useVideoQueue({ connection, concurrency: 3, persist })
  const isPaused = queue.status === 'paused'
  return (
    <main>
      <button type="button" onClick={() => queue.add(prompts.map((prompt) => ({ prompt })))}>
        Add
      </button>
      <button type="button" onClick={isPaused ? queue.resume : queue.pause}>
        {isPaused ? 'Resume' : 'Pause'}
      </button>
      <button type="button" onClick={queue.cancelAll}>
        Cancel all
      </button>
      <progress max={100} value={queue.progress ?? 0} />
      {queue.items.map(({ id, input, status, video }) => (
        <figure key={id}>
          <figcaption>{`${input.prompt}: ${status} ${video.progress ?? ''}`}</figcaption>
          {video.result && <video src={video.result.url} controls muted />}
          {video.error && (
            <button type="button" onClick={() => queue.retry(id)}>
              {video.error.message}
            </button>
          )}
        </figure>
      ))}
    </main>
  )
}
