import type { PolledAdapter, PollScheduler } from '../src/polling/create-poll-scheduler.js'
import type { PolledJob } from '../src/polling/learn-from-jobs.js'

/** What polls jobs in a simulation: the scheduler, or something to compare it with. */
export type Poller = Pick<PollScheduler, 'next' | 'admit' | 'retry' | 'learn'>

export interface PollingScenario {
  pollers: (now: () => number, random: () => number) => Poller[]
  adapter?: PolledAdapter | undefined
  seed?: number
  /** Jobs that run at a time; each one that ends is followed by another. */
  live: number
  /** It ends with the last of so many jobs, or after so many ms. */
  until: { jobs: number } | { ms: number }
  kinds: readonly Kind[]
  /** The spread of ln(duration) within a kind. */
  sigma: number
  /** What durations are multiplied with, over time: `done` is the number of jobs that ended. */
  pace?: ((done: number) => number) | undefined
  /** Providers that report progress are off by so much, as a standard deviation, the same throughout a job. */
  progressBias?: number | undefined
  /** The limit that the provider enforces with a token bucket, answering 429 beyond it. */
  enforced?: { requestsPerMinute: number; burst: number } | undefined
}

/** Jobs of one model, seconds and size: what the scheduler can tell apart. */
export interface Kind {
  size: string
  /** Half of them take longer, in ms. */
  median: number
}

export interface PollingFigures {
  jobs: number
  pollsPerJob: number
  /** From the end of a job to the poll that found it, in ms. */
  meanDelay: number
  p95Delay: number
  requestsPerMinute: number
  tooMany: number
  /** Polls that were put off, per poll. */
  putOff: number
  /** The first 100 jobs that ended. */
  first: { pollsPerJob: number; meanDelay: number }
}

interface SimulatedJob extends PolledJob {
  startedAt: number
  dueAt: number
  endsAt: number
  bias: number
  polls: number
}

const LATENCY = { least: 50, spread: 200 }

/** Runs jobs at a provider on a clock of its own: every decision on when to poll is the poller's. */
export async function simulatePolling(scenario: PollingScenario): Promise<PollingFigures> {
  const { live, until, kinds, sigma, pace = () => 1, progressBias, adapter = {} } = scenario
  const random = seededRandom(scenario.seed ?? 1)
  const start = Date.UTC(2030, 0, 1)
  let now = start
  const pollers = scenario.pollers(() => now, random)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const accepts = enforce(scenario.enforced, start)
  const running: SimulatedJob[] = []
  const ended: { polls: number; delay: number }[] = []
  let [started, requests, tooMany, putOff] = [0, 0, 0, 0]

  function startJob(): void {
    if ('jobs' in until && started >= until.jobs) return
    started++
    const { size, median } = pick(kinds)
    const duration = median * pace(ended.length) * Math.exp(sigma * normal(random))
    running.push({
      adapter: 'main',
      model: 'model',
      input: { prompt: 'A kite', size },
      startedAt: now,
      dueAt: now,
      deadlineAt: Number.MAX_SAFE_INTEGER,
      failures: 0,
      endsAt: now + duration,
      bias: Math.exp((progressBias ?? 0) * normal(random)),
      polls: 0,
    })
  }

  /** One tick of a worker: answers with when the job is due again. Network time passes for this job only. */
  async function poll(job: SimulatedJob): Promise<number> {
    const poller = pick(pollers)
    const admission = await poller.admit(job, adapter)
    if (!admission.ok) {
      putOff++
      return admission.dueAt
    }
    requests++
    job.polls++
    const arrivesAt = now + LATENCY.least + LATENCY.spread * random()
    if (!accepts(arrivesAt)) {
      tooMany++
      const dueAt = poller.retry(job, adapter, 1_000)
      job.failures++
      return dueAt
    }
    if (arrivesAt >= job.endsAt) {
      await poller.learn(job, now)
      ended.push({ polls: job.polls, delay: arrivesAt - job.endsAt })
      running.splice(running.indexOf(job), 1)
      startJob()
      return now
    }
    job.failures = 0
    job.polledAt = now
    if (progressBias !== undefined) {
      const progress = (100 * job.bias * (now - job.startedAt)) / (job.endsAt - job.startedAt)
      job.report = { status: 'processing', progress: Math.min(99, Math.floor(progress)) }
    }
    return poller.next(job, adapter)
  }

  for (let index = 0; index < live; index++) startJob()
  for (;;) {
    const job = running.reduce<SimulatedJob | undefined>(
      (next, one) => (next && next.dueAt <= one.dueAt ? next : one),
      undefined,
    )
    if (!job) break
    if ('ms' in until && job.dueAt - start > until.ms) break
    now = job.dueAt
    job.dueAt = await poll(job)
  }

  const delays = ended.map(({ delay }) => delay)
  const first = ended.slice(0, 100)
  return {
    jobs: ended.length,
    pollsPerJob: mean(ended.map(({ polls }) => polls)),
    meanDelay: mean(delays),
    p95Delay: share(delays, 0.95),
    requestsPerMinute: (requests * 60_000) / (now - start),
    tooMany,
    putOff: putOff / requests,
    first: {
      pollsPerJob: mean(first.map(({ polls }) => polls)),
      meanDelay: mean(first.map(({ delay }) => delay)),
    },
  }
}

function enforce(limit: PollingScenario['enforced'], start: number) {
  let tokens = limit?.burst ?? 0
  let at = start
  return (now: number): boolean => {
    if (!limit) return true
    // Requests may overtake each other on their way.
    const elapsed = Math.max(0, now - at)
    at += elapsed
    tokens = Math.min(limit.burst, tokens + (elapsed * limit.requestsPerMinute) / 60_000)
    if (tokens < 1) return false
    tokens--
    return true
  }
}

/** The same numbers for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Box and Muller's. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const share = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN
