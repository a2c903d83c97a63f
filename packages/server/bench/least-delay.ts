import { normalTail } from '../src/polling/lognormal.js'
import type { Kind } from './simulate-polling.js'

/** Steps per median: finer changes the second decimal. */
const STEPS = 100
/** In medians: hardly any job lasts longer. */
const LONGEST = 5

/**
 * The least mean delay that anybody can reach with so many polls a minute, in ms: by dynamic programming over every
 * schedule, for one who knows each kind's distribution from the start and pays no attention to bursts.
 */
export function leastDelay(
  kinds: readonly Kind[],
  sigma: number,
  { live, pollsPerMinute }: { live: number; pollsPerMinute: number },
): number {
  // In steps of the grid, of a job whose median is 1.
  const still = Array.from({ length: STEPS * LONGEST + 1 }, (_, step) =>
    step === 0 ? 1 : normalTail(Math.log(step / STEPS) / sigma),
  )
  let [cheap, dear] = [1, 1e9]
  let least = 0
  for (let halving = 0; halving < 20; halving++) {
    const worth = Math.sqrt(cheap * dear)
    const each = kinds.map(({ median }) => {
      const { polls, delay } = bestSchedule(still, worth / median)
      return { polls, delay: delay * median, duration: median * Math.exp(sigma ** 2 / 2) }
    })
    const sum = (name: 'polls' | 'delay' | 'duration') => each.reduce((total, one) => total + one[name], 0)
    const needed = (live * sum('polls') * 60_000) / (sum('duration') + sum('delay'))
    least = sum('delay') / kinds.length
    if (needed > pollsPerMinute) cheap = worth
    else dear = worth
  }
  return least
}

/** The schedule with the least polls × worth + delay, found from its end. */
function bestSchedule(still: readonly number[], worth: number): { polls: number; delay: number } {
  const at = (values: readonly number[], step: number) => values[step] ?? 0
  const end = still.length - 1
  const covered = [0]
  for (let step = 1; step <= end; step++) {
    covered.push(at(covered, step - 1) + (at(still, step) + at(still, step - 1)) / 2 / STEPS)
  }
  const [cost, polls, delay] = [0, 0, 0].map((nothing) => still.map(() => nothing)) as [
    number[],
    number[],
    number[],
  ]
  for (let from = end - 1; from >= 0; from--) {
    let best = Number.POSITIVE_INFINITY
    for (let to = from + 1; to <= end; to++) {
      const waited = ((to - from) / STEPS) * at(still, from) - (at(covered, to) - at(covered, from))
      const paid = worth * at(still, from) + waited
      if (paid > best) break
      if (paid + at(cost, to) >= best) continue
      best = paid + at(cost, to)
      cost[from] = best
      polls[from] = at(still, from) + at(polls, to)
      delay[from] = waited + at(delay, to)
    }
  }
  return { polls: at(polls, 0), delay: at(delay, 0) }
}
