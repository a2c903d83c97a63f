import { toChartModel } from '../../chart/chart-model.js'
import { videoMachine } from '../../machine.js'
import { stateName } from './arrow-name.js'
import { cheapestWay } from './cheapest-way.js'
import { coverTransitions } from './cover-transitions.js'
import { drivePath } from './drive-path.js'
import { simplePaths } from './simple-paths.js'
import { buildStepGraph, type Edge, findWays, keyOf, type StepGraph, type Ways } from './step-graph.js'
import { type TakenStep, takeStep } from './take-step.js'
import { toVideoStep } from './to-video-step.js'
import { STEP_ACTORS, type VideoPath, type VideoStepName } from './video-path.js'

export interface VideoPathsOptions {
  /**
   * `transitions`: a few short paths that together reach every state and walk every arrow of the machine, and once more those
   * that can be walked while the network is away.
   *
   * Default: every way through its states that comes to none twice, as far as it goes. Those are some hundreds, in more
   * orders than the few have. But they walk fewer than half of the arrows: none that leads back, as a reset or a retry does,
   * and of several between the same two states only the first. To cover the machine, use `transitions`.
   */
  cover?: 'transitions'
  /** Steps that no path has, such as `resume` where a page has no way to do it. */
  without?: readonly VideoStepName[]
}

const computed = new Map<string, readonly VideoPath[]>()
const graphs = new Map<string, StepGraph>()

/**
 * The ways that a video can go, computed from the machine: what users, the server, the network and the clock do, one step
 * after the other, and what must hold after each. Every step is one that a real page, server or network can do at that
 * moment. The same options give the same paths; each set is computed once, in about a second.
 *
 * Throws a `TypeError` for a step or a cover that does not exist.
 */
export function videoPaths({ cover, without = [] }: VideoPathsOptions = {}): readonly VideoPath[] {
  const unknown = without.find((name) => !Object.hasOwn(STEP_ACTORS, name))
  if (unknown !== undefined)
    throw new TypeError(`There is no step "${unknown}". There are: ${Object.keys(STEP_ACTORS).join(', ')}.`)
  if (cover !== undefined && cover !== 'transitions')
    throw new TypeError(
      `There is no cover "${cover}". There is "transitions"; without a cover you get every way that comes to no state twice.`,
    )
  const key = JSON.stringify([cover, [...without].sort()])
  const known = computed.get(key)
  if (known) return known
  const ways = findWays(without)
  const paths = Object.freeze((cover ? coveringPaths(ways, without) : simplePaths(ways)).map(toPath))
  computed.set(key, paths)
  return paths
}

/** Every state in which the machine can stand, such as `active.polling.live`, in the order of the chart. */
export function videoStates(): readonly string[] {
  const model = toChartModel(videoMachine)
  const reached = new Set([...graphOf(findWays([]), []).values()].flat().map(({ state }) => state))
  return model.states.map(({ id }) => stateName(model, id)).filter((name) => reached.has(name))
}

/**
 * The easiest path to a state: `success.kept`, or a part of its name, such as `reconnecting`, for the first that has it.
 * Throws a `TypeError` that lists the states for any other.
 */
export function videoPathTo(state: string): VideoPath {
  return pathTo(state, [])
}

/** The easiest path to a state that does without these steps. */
export function pathTo(state: string, without: readonly VideoStepName[]): VideoPath {
  const ways = findWays([])
  const isThere = (edge: Edge) => `.${edge.state}.`.includes(`.${state}.`)
  const graph = graphOf(ways, [])
  const rest = new Map(
    [...graph].map(([key, edges]) => [key, edges.filter(({ name }) => !without.includes(name))]),
  )
  const way = cheapestWay(rest, keyOf(ways.start), isThere)
  if (way) return toPath(follow(ways, way))
  throw new TypeError(`The machine cannot stand in "${state}". It can in: ${videoStates().join(', ')}.`)
}

/** It takes most of the time, and is asked for again and again. */
function graphOf(ways: Ways, without: readonly VideoStepName[]): StepGraph {
  const key = [...without].sort().join()
  const graph = graphs.get(key) ?? buildStepGraph(ways)
  graphs.set(key, graph)
  return graph
}

function coveringPaths(ways: Ways, without: readonly VideoStepName[]): TakenStep[][] {
  return coverTransitions(graphOf(ways, without), keyOf(ways.start)).map((path) => follow(ways, path))
}

/** Walks a way of the graph on the machine. */
function follow({ walker, start, steps }: Ways, way: readonly Edge[]): TakenStep[] {
  let moment = start
  return way.map(({ name }) => {
    const step = steps(moment).find((possible) => possible.name === name)
    if (!step)
      throw new Error(`The step "${name}" is not possible in ${JSON.stringify(moment.snapshot.value)}.`)
    const taken = takeStep(walker, moment, step)
    moment = taken.after
    return taken
  })
}

function toPath(taken: readonly TakenStep[]): VideoPath {
  const steps = Object.freeze(taken.map(toVideoStep))
  const [, ...rest] = steps
  const phases = steps.map(({ phase }) => phase).filter((phase, at, all) => phase !== all[at - 1])
  const path: VideoPath = {
    name: rest.map(({ label }) => label).join(', '),
    steps,
    phases,
    drive: (drivers) => drivePath(path, drivers),
  }
  return Object.freeze(path)
}
