import { VideoError } from '@reelstate/core/protocol'
import { describeError } from '../security/redact.js'
import { LostClaim } from './change-job.js'
import type { JobsContext } from './jobs-context.js'

/** The first pause before the store is asked again, in ms; each is twice as long, up to the longest. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 1_000
/** For how long, in ms. What cannot be stored by then is a fault of another kind. */
const PATIENCE = 600_000

/**
 * Stores what a provider has answered, again and again while the store is in trouble: the answer comes once, and may be a
 * bill. `write` may have been stored although it failed, and then runs on what is stored. Rejects when the job is another
 * worker's or is gone, the store is closed, or the patience of ten minutes is over.
 */
export async function untilStored<T>(context: JobsContext, write: () => Promise<T>): Promise<T> {
  const { clock, tell } = context
  const end = clock.now() + PATIENCE
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await write()
    } catch (thrown) {
      const isTrouble = !(thrown instanceof VideoError) || thrown.code === 'unavailable'
      if (thrown instanceof LostClaim || !isTrouble || clock.now() >= end) throw thrown
      tell({ name: 'worker.trouble', error: describeError(thrown) })
      await new Promise<void>((resolve) => clock.after(pause, resolve))
    }
  }
}
