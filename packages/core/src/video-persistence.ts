import type { ActorRefFrom } from 'xstate'
import type { videoMachine } from './video-machine.js'
import type { VideoRun } from './video-run.js'

/** Keeps the runs of one client beyond the page. Bound to the client's actor once, when the client is made. */
export type VideoPersistence = (actor: ActorRefFrom<typeof videoMachine>) => PersistedRuns

export interface PersistedRuns {
  /** A page shows the client: an earlier page's run goes on. Returns how to say that the page has gone. */
  attach(): () => void
  /**
   * Called before the first byte of an order leaves, and awaited. Resolves with the run to follow in its place where
   * another page has one under way. Rejects with a `VideoError` `canceled` where the run was stopped meanwhile.
   */
  claim(run: VideoRun): Promise<VideoRun | undefined>
}
