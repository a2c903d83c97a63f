import { VideoError } from '@reelstate/core/protocol'
import type { VideoStatusResult } from '../../provider/video-adapter.js'

const MOST = 1_000

/**
 * The jobs that this process has stopped, for providers that no longer know a job once it is stopped: what they answer
 * about it then is no riddle. Another process hears `not_found`.
 */
export class StoppedJobs {
  readonly #ids = new Set<string>()

  add(jobId: string): void {
    this.#ids.add(jobId)
    const [oldest] = this.#ids
    if (this.#ids.size > MOST && oldest !== undefined) this.#ids.delete(oldest)
  }

  /** What is answered about a job; that it was canceled where it is unknown because it was stopped. */
  async report(jobId: string, ask: () => Promise<VideoStatusResult>): Promise<VideoStatusResult> {
    try {
      return await ask()
    } catch (thrown) {
      const isGone = thrown instanceof VideoError && thrown.code === 'not_found' && this.#ids.has(jobId)
      if (!isGone) throw thrown
      return { jobId, status: 'failed', error: 'The video was canceled.', errorCode: 'canceled' }
    }
  }
}
