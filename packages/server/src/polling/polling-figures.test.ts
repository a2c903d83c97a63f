import { describe, expect, it } from 'vitest'
import { type PollingScenario, simulatePolling } from '../../bench/simulate-polling.js'
import { memoryStore } from '../stores/memory-store.js'
import { createPollScheduler } from './create-poll-scheduler.js'

// The benchmark in small: fewer jobs, of which the first are a larger part, and so bounds that are a little wider.
const kinds = [40, 60, 90, 135, 220].map((seconds) => ({ size: `${seconds}`, median: seconds * 1000 }))

const shipped =
  (instances: number): PollingScenario['pollers'] =>
  (now, random) => {
    const store = memoryStore()
    const clock = { now, after: () => () => {} }
    return Array.from({ length: instances }, () => createPollScheduler({ store, clock, random }))
  }

const alone = { pollers: shipped(1), live: 10, until: { jobs: 1_500 }, kinds, sigma: 0.39, seed: 7 }

describe('on a simulated day', () => {
  it('jobs whose duration is learnt are polled 14 times, and found 2.8 s after their end', async () => {
    const { pollsPerJob, meanDelay, first } = await simulatePolling(alone)
    expect(pollsPerJob).toBeLessThan(14.4)
    expect(meanDelay).toBeLessThan(2_900)
    expect(first.pollsPerJob).toBeLessThan(20)
    expect(first.meanDelay).toBeLessThan(4_000)
  })

  it('jobs that report progress are polled 10 times, and found 2 s after their end', async () => {
    const { pollsPerJob, meanDelay } = await simulatePolling({ ...alone, progressBias: 0.1 })
    expect(pollsPerJob).toBeLessThan(10.5)
    expect(meanDelay).toBeLessThan(2_000)
  })

  it('jobs of seconds are found within one', async () => {
    const { meanDelay } = await simulatePolling({
      ...alone,
      live: 2,
      until: { jobs: 300 },
      kinds: [{ size: '640x360', median: 3_000 }],
    })
    expect(meanDelay).toBeLessThan(600)
  })

  it('a provider that becomes 2.5 times slower, and then fast, is followed', async () => {
    const pace = (done: number) => [1, 2.5, 0.6][Math.floor(done / 500)] ?? 1
    const { pollsPerJob, meanDelay } = await simulatePolling({ ...alone, pace })
    expect(pollsPerJob).toBeLessThan(20)
    expect(meanDelay).toBeLessThan(4_200)
  })

  it('50 jobs over four instances share 60 requests a minute, and none of those is refused', async () => {
    const { tooMany, meanDelay, requestsPerMinute } = await simulatePolling({
      ...alone,
      pollers: shipped(4),
      live: 50,
      until: { ms: 2 * 3_600_000 },
      sigma: 0.25,
      adapter: { rateLimit: { key: 'main', requestsPerMinute: 60 } },
      enforced: { requestsPerMinute: 60, burst: 60 },
    })
    expect(tooMany).toBe(0)
    expect(meanDelay).toBeLessThan(13_500)
    expect(requestsPerMinute).toBeGreaterThan(55)
  })
})
