import { createVideoJobs } from '../jobs/create-video-jobs.js'
import type { JobStore } from '../jobs/job-store.js'
import type { VideoEvent } from '../jobs/video-event.js'
import type { VideoJobRow } from '../jobs/video-job.js'
import type { JobOrder, VideoJobs, VideoJobsOptions } from '../jobs/video-jobs.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { memoryStore } from '../stores/memory-store.js'
import { type SimulatedClock, simulatedClock } from './simulated-clock.js'

export interface SimulatedJobs {
  jobs: VideoJobs
  store: JobStore
  clock: SimulatedClock
  events: VideoEvent[]
  /** Orders a kite; the same key again is the same order. */
  order(more?: Partial<JobOrder>): Promise<VideoJobRow>
  /** A job as it is stored. */
  row(id: string): Promise<VideoJobRow>
  /** Lets time pass until the job is in that state; throws when an hour was not enough. */
  until(id: string, state: VideoJobRow['state']): Promise<VideoJobRow>
}

/** One instance whose time passes when the test says so. Others join it with the same `store` and `clock`. */
export function simulatedJobs(
  adapter: AnyVideoAdapter,
  options: Partial<VideoJobsOptions> & { clock?: SimulatedClock } = {},
): SimulatedJobs {
  const clock = options.clock ?? simulatedClock()
  const store = options.store ?? memoryStore()
  const events: VideoEvent[] = []
  const jobs = createVideoJobs({
    adapters: new Map([['main', adapter]]),
    random: () => 0.5,
    onEvent: (event) => void events.push(event),
    ...options,
    store,
    clock,
  })
  async function row(id: string): Promise<VideoJobRow> {
    const job = await jobs.get(id)
    if (!job) throw new Error(`There is no job ${id}.`)
    return job
  }
  return {
    jobs,
    store,
    clock,
    events,
    row,
    async order(more = {}) {
      const { job } = await jobs.create({
        owner: 'ada',
        key: crypto.randomUUID(),
        input: { prompt: 'A red kite over the sea' },
        runId: 'run-1',
        threadId: 'thread-1',
        ...more,
      })
      return job
    },
    async until(id, state) {
      for (let waited = 0; waited < 3_600_000; waited += 250) {
        const job = await row(id)
        if (job.state === state) return job
        await clock.advance(250)
      }
      throw new Error(`Job ${id} is ${(await row(id)).state} after an hour, and not ${state}.`)
    },
  }
}
