import { type MachineWalker, type Moment, walkMachine } from './machine-walker.js'
import { type PossibleStep, possibleSteps } from './possible-steps.js'
import { takeStep } from './take-step.js'
import { stateOf } from './to-video-step.js'
import type { VideoStepName } from './video-path.js'

/** Where paths begin, and how they can go on. */
export interface Ways {
  readonly walker: MachineWalker
  readonly start: Moment
  /** What can happen at a moment, but for the steps that are left out. */
  steps(moment: Moment): PossibleStep[]
}

/** A step that leads from one kind of moment to another. */
export interface Edge {
  readonly name: VideoStepName
  /** The key of the moment after it. */
  readonly to: string
  /** The state after it, such as `active.polling.live`. */
  readonly state: string
  /** The ids of the arrows that it walks. One that is walked while the network is away counts as another. */
  readonly taken: readonly string[]
}

/** All moments that differ in what can happen next, by their key, and the steps between them. */
export type StepGraph = ReadonlyMap<string, readonly Edge[]>

/** When every path begins, in ms since the epoch: now, for pages that show how long ago that was. */
export const PATHS_START = Date.now()

export function findWays(without: readonly VideoStepName[]): Ways {
  const walker = walkMachine()
  const steps = (moment: Moment) => possibleSteps(moment).filter(({ name }) => !without.includes(name))
  return { walker, start: walker.start(PATHS_START), steps }
}

export function buildStepGraph({ walker, start, steps }: Ways): StepGraph {
  const graph = new Map<string, readonly Edge[]>()
  const waiting = [start]
  for (let moment = waiting.shift(); moment; moment = waiting.shift()) {
    const from = keyOf(moment)
    if (graph.has(from)) continue
    const taken = steps(moment).map((step) => takeStep(walker, moment, step))
    graph.set(from, taken.map(toEdge))
    waiting.push(...taken.map(({ after }) => after))
  }
  return graph
}

const toEdge = ({ step, after, taken }: ReturnType<typeof takeStep>): Edge => ({
  name: step.name,
  to: keyOf(after),
  state: stateOf(after.snapshot.value),
  taken: taken.map(({ id }) => (after.isOnline ? id : `${id} offline`)),
})

/** Two moments of one key can go on in the same ways: the state, and everything that a guard or a step looks at. */
export function keyOf({ snapshot, now, isOnline }: Moment): string {
  const { job, next, facts, attempt, isShown, beats, deadline, intent } = snapshot.context
  return JSON.stringify([
    snapshot.value,
    isOnline,
    isShown ?? null,
    job && [job.resume, job.cancel],
    next !== null,
    facts.error && [facts.error.code, facts.error.resumable],
    facts.canceled !== null,
    facts.result?.expiresAt !== undefined,
    attempt > 0,
    beats,
    intent,
    deadline - now < 60_000,
  ])
}
