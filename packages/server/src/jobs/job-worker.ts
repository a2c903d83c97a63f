import { describeError } from '../security/redact.js'
import { LostClaim } from './change-job.js'
import { holdJob } from './held-job.js'
import type { JobsContext } from './jobs-context.js'
import type { VideoJobRow } from './video-job.js'
import { workOnJob } from './work-on-job.js'

/** How long to wait before looking for jobs that became due on another instance, in ms. */
const LOOK_EVERY = 500
const LOOK_AFTER_TROUBLE = 2_000
/** How often jobs that ended long ago are forgotten, in ms. */
const PRUNE_EVERY = 3_600_000

export interface JobWorker {
  readonly working: number
  /** When it last looked; undefined before it did. */
  readonly lookedAt: number | undefined
  /** A job is due at `dueAt`: it is looked for then. */
  wake(dueAt: number): void
  /** Claims nothing more; resolves when every tick has ended, orders on their way included. */
  stop(): Promise<void>
}

/** Claims jobs that are due, works on up to `concurrency` of them at a time, and forgets those that ended `keepMs` ago. */
export function startJobWorker(
  context: JobsContext,
  { concurrency, keepMs }: { concurrency: number; keepMs: number },
): JobWorker {
  const { clock, store, leaseMs, random, tell } = context
  const stopping = new AbortController()
  const ticks = new Set<Promise<void>>()
  let lookedAt: number | undefined
  let nextLook = Number.POSITIVE_INFINITY
  let cancelTimer = () => {}
  let cancelPrune = () => {}
  let looking: Promise<void> | undefined

  function lookAt(time: number): void {
    if (stopping.signal.aborted || time >= nextLook) return
    cancelTimer()
    nextLook = time
    cancelTimer = clock.after(Math.max(0, time - clock.now()), () => {
      nextLook = Number.POSITIVE_INFINITY
      // One look at a time: the next begins where this one ends.
      looking = (looking ?? Promise.resolve()).then(look)
    })
  }

  async function look(): Promise<void> {
    if (stopping.signal.aborted) return
    const limit = concurrency - ticks.size
    let pause = LOOK_EVERY * (0.75 + random() / 2)
    try {
      const jobs = limit > 0 ? await store.claim({ now: clock.now(), limit, leaseMs }) : []
      lookedAt = clock.now()
      for (const job of jobs) start(job)
      if (limit > 0 && jobs.length === limit) pause = 0
    } catch (thrown) {
      tell({ name: 'worker.trouble', error: describeError(thrown) })
      pause = LOOK_AFTER_TROUBLE
    }
    // With no room left, the next look comes when a tick ends.
    if (ticks.size < concurrency) lookAt(clock.now() + pause)
  }

  function start(job: VideoJobRow): void {
    const tick = holdJob(context, job, stopping.signal, (held) => workOnJob(context, held))
      .catch((thrown) => {
        if (!(thrown instanceof LostClaim)) tell({ name: 'worker.trouble', error: describeError(thrown) })
      })
      .finally(() => {
        ticks.delete(tick)
        lookAt(clock.now() + LOOK_EVERY)
      })
    ticks.add(tick)
  }

  function pruneLater(): void {
    cancelPrune = clock.after(PRUNE_EVERY * (0.5 + random()), () => {
      store
        .prune(clock.now() - keepMs)
        .catch((thrown) => tell({ name: 'worker.trouble', error: describeError(thrown) }))
        .finally(pruneLater)
    })
  }

  lookAt(clock.now())
  pruneLater()
  return {
    get working() {
      return ticks.size
    },
    get lookedAt() {
      return lookedAt
    },
    wake: lookAt,
    async stop() {
      stopping.abort(new Error('The worker stops.'))
      cancelTimer()
      cancelPrune()
      await looking
      await Promise.all([...ticks, ...context.late])
    },
  }
}
