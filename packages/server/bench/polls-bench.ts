import { createPollScheduler, type PolledAdapter } from '../src/polling/create-poll-scheduler.js'
import { memoryStore } from '../src/stores/memory-store.js'
import { leastDelay } from './least-delay.js'
import {
  type Poller,
  type PollingFigures,
  type PollingScenario,
  simulatePolling,
} from './simulate-polling.js'

// How often jobs are polled, and how late their end is noticed, on a simulated clock: the scheduler as it ships, beside
// fixed intervals. Durations are lognormal, around five medians that the scheduler has to find out. The first status,
// which comes at once and finds nothing, is counted as the poll that it is.
const HOUR = 3_600_000
const kinds = [40, 60, 90, 135, 220].map((seconds) => ({
  size: `median ${seconds} s`,
  median: seconds * 1000,
}))
const common = { seed: 20_300_101, kinds, sigma: 0.39, pollers: shipped(1) }

interface Row {
  name: string
  scenario: Partial<PollingScenario>
  /** What must be reached. */
  goal?: { polls?: number; delay: number }
}

const alone: Row[] = [
  { name: 'every 2 s', scenario: { pollers: every(2_000) } },
  { name: 'every 3 s', scenario: { pollers: every(3_000) } },
  { name: 'every 5 s', scenario: { pollers: every(5_000) } },
  { name: 'learnt', scenario: {}, goal: { polls: 14, delay: 2.8 } },
  { name: 'learnt, and progress', scenario: { progressBias: 0.1 }, goal: { polls: 10.5, delay: 2 } },
  { name: 'learnt, sigma .25', scenario: { sigma: 0.25 } },
  { name: 'three regimes: x1, x2.5, x0.6', scenario: { pace: regimes(20_000 / 3) } },
  { name: 'the same, every 500 jobs', scenario: { pace: regimes(500) } },
]

const perMinute = 60
const shared: Row[] = [
  { name: 'every 5 s, sigma .25', scenario: { pollers: every(5_000), sigma: 0.25 } },
  { name: 'learnt, sigma .25', scenario: { sigma: 0.25 }, goal: { delay: 13 } },
  { name: 'learnt, sigma .39', scenario: {} },
  { name: 'learnt, sigma .39, progress', scenario: { progressBias: 0.1 }, goal: { delay: 13 } },
  { name: 'burst of 5, sigma .25', scenario: { sigma: 0.25, ...limited(5) } },
  { name: '10 jobs, sigma .25', scenario: { sigma: 0.25, live: 10 } },
  { name: '200 jobs, sigma .25', scenario: { sigma: 0.25, live: 200 } },
]

console.log('20,000 jobs, 10 at a time, no limit on requests; sigma .39 unless said otherwise')
const aloneTable = [['', 'polls a job', 'mean delay', 'p95', 'first 100 jobs', 'goal']]
for (const { name, scenario, goal } of alone) {
  const figures = await simulatePolling({ ...common, live: 10, until: { jobs: 20_000 }, ...scenario })
  const { pollsPerJob, meanDelay, p95Delay, first } = figures
  const cold = `${first.pollsPerJob.toFixed(1)} polls, ${seconds(first.meanDelay)}`
  aloneTable.push([
    name,
    pollsPerJob.toFixed(1),
    seconds(meanDelay),
    seconds(p95Delay),
    cold,
    verdict(figures, goal),
  ])
}
print(aloneTable)

console.log(
  `\n6 hours of 50 jobs at a time over four instances with one key of ${perMinute} requests a minute, which the provider enforces`,
)
const sharedTable = [
  ['', 'requests/min', '429', 'jobs done', 'polls a job', 'mean delay', 'p95', 'put off', 'least', 'goal'],
]
for (const { name, scenario, goal } of shared) {
  const whole = { ...common, ...limited(perMinute), live: 50, pollers: shipped(4), ...scenario }
  const figures = await simulatePolling({ ...whole, until: { ms: 6 * HOUR } })
  const { requestsPerMinute, tooMany, jobs, pollsPerJob, meanDelay, p95Delay, putOff } = figures
  const least = leastDelay(kinds, whole.sigma, { live: whole.live, pollsPerMinute: perMinute })
  sharedTable.push([
    name,
    requestsPerMinute.toFixed(1),
    `${tooMany}`,
    `${jobs}`,
    pollsPerJob.toFixed(2),
    seconds(meanDelay),
    seconds(p95Delay),
    putOff.toFixed(1),
    whole.progressBias === undefined ? seconds(least) : '',
    verdict(figures, goal),
  ])
}
print(sharedTable)
console.log('put off: polls that were planned anew instead, for each that was made')
console.log(
  'least: what nobody can be under who knows the kinds from the start, without progress, at the full rate',
)

console.log(`\none decision: ${(await decisionMs()).toFixed(3)} ms`)

function shipped(instances: number): PollingScenario['pollers'] {
  return (now, random) => {
    const store = memoryStore()
    const clock = { now, after: () => () => {} }
    return Array.from({ length: instances }, () => createPollScheduler({ store, clock, random }))
  }
}

/** Fixed intervals, and when refused, `Retry-After` with full jitter above it. */
function every(ms: number): PollingScenario['pollers'] {
  return (now, random) => {
    const poller: Poller = {
      next: async () => now() + ms,
      admit: async () => ({ ok: true }),
      retry: ({ failures }, _, retryAfterMs = 0) =>
        now() + retryAfterMs + random() * Math.min(15_000, 1_000 * 2 ** failures),
      learn: async () => {},
    }
    return [poller]
  }
}

function limited(burst: number): Pick<PollingScenario, 'adapter' | 'enforced'> {
  const limit = { requestsPerMinute: perMinute, burst }
  return { adapter: { rateLimit: { key: 'main', ...limit } }, enforced: limit }
}

function regimes(jobs: number) {
  return (done: number) => [1, 2.5, 0.6][Math.floor(done / jobs) % 3] ?? 1
}

function verdict({ pollsPerJob, meanDelay, tooMany }: PollingFigures, goal: Row['goal']): string {
  if (!goal) return ''
  const { polls = Number.POSITIVE_INFINITY, delay } = goal
  const isMet = pollsPerJob <= polls && meanDelay <= delay * 1000 && tooMany === 0
  if (!isMet) process.exitCode = 1
  const text = goal.polls === undefined ? `no 429, ${delay} s` : `${polls} polls, ${delay} s`
  return `${text}: ${isMet ? 'met' : 'MISSED'}`
}

/** ms for one `next`, as a job halfway needs it. */
async function decisionMs(): Promise<number> {
  const now = Date.UTC(2030, 0, 1)
  const adapter: PolledAdapter = {}
  const scheduler = createPollScheduler({
    store: memoryStore(),
    clock: { now: () => now, after: () => () => {} },
  })
  const job = {
    adapter: 'main',
    model: 'model',
    input: { prompt: 'A kite' },
    startedAt: now - 60_000,
    polledAt: now,
    dueAt: now,
    deadlineAt: now + HOUR,
    failures: 0,
  }
  for (let count = 0; count < 20; count++) await scheduler.learn(job, now + 1_000 * count)
  for (let count = 0; count < 5_000; count++) await scheduler.next(job, adapter)
  const startedAt = performance.now()
  for (let count = 0; count < 20_000; count++) await scheduler.next(job, adapter)
  return (performance.now() - startedAt) / 20_000
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 9_950 ? 2 : 1)} s`
}

function print(rows: readonly string[][]): void {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  for (const [name = '', ...cells] of rows) {
    console.log(
      [name.padEnd(width(0)), ...cells.map((cell, index) => cell.padStart(width(index + 1)))].join('  '),
    )
  }
}
