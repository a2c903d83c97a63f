import type { Moment } from './machine-walker.js'
import type { Ways } from './step-graph.js'
import { type TakenStep, takeStep } from './take-step.js'

/** A step, and those before it. */
interface Trail {
  readonly taken: TakenStep
  readonly before: Trail | undefined
}

/**
 * Every way from the opened page through the states that comes to no state twice, as far as it goes. Of several steps
 * between the same two states one stands for all.
 */
export function simplePaths({ walker, start, steps }: Ways): TakenStep[][] {
  const paths: TakenStep[][] = []
  const follow = (moment: Moment, visited: ReadonlySet<string>, before: Trail | undefined) => {
    const ways = new Map<string, TakenStep>()
    for (const step of steps(moment)) {
      const taken = takeStep(walker, moment, step)
      const state = JSON.stringify(taken.after.snapshot.value)
      if (!visited.has(state) && !ways.has(state)) ways.set(state, taken)
    }
    for (const [state, taken] of ways) follow(taken.after, new Set([...visited, state]), { taken, before })
    if (ways.size === 0 && before) paths.push(unwind(before))
  }
  follow(start, new Set(), undefined)
  return paths
}

function unwind(last: Trail): TakenStep[] {
  const steps: TakenStep[] = []
  for (let trail: Trail | undefined = last; trail; trail = trail.before) steps.push(trail.taken)
  return steps.reverse()
}
