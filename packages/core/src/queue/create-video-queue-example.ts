import { fetchServerSentEvents } from '../index.js'
import { createVideoQueue } from '../queue.js'

/** Makes the videos of a batch, two at a time, and says where they are. */
export async function makeAll(prompts: string[], url: string): Promise<string[]> {
  const queue = createVideoQueue({ connection: fetchServerSentEvents(url), concurrency: 2 })
  const added = queue.add(prompts.map((prompt) => ({ prompt })))
  const outcomes = await Promise.all(added.map(({ outcome }) => outcome))
  queue.dispose()
  return outcomes.flatMap((it) => (it.outcome === 'success' ? [it.result.url] : []))
}
