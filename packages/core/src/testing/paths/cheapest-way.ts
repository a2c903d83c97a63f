import type { Edge, StepGraph } from './step-graph.js'
import type { VideoStepName } from './video-path.js'

/** What a step costs: what seldom happens, or takes more to set up, is used where nothing else leads there. */
const COSTS: Partial<Record<VideoStepName, number>> = {
  resume: 4,
  'restore a finished video': 3,
  'another page has a run': 3,
  'wait almost to the deadline': 3,
}
const costOf = ({ name }: Edge) => COSTS[name] ?? 1

export const costOfWay = (way: readonly Edge[]) => way.reduce((total, edge) => total + costOf(edge), 0)

/** The cheapest way from a moment to a step that is looked for; undefined where none leads there. */
export function cheapestWay(
  graph: StepGraph,
  from: string,
  isFound: (edge: Edge) => boolean,
): readonly Edge[] | undefined {
  /** By cost: the ways that are not followed yet. */
  const open: Edge[][][] = [[[]]]
  const seen = new Set<string>()
  for (let cost = 0; cost < open.length; cost++) {
    for (const way of open[cost] ?? []) {
      const last = way.at(-1)
      if (last && isFound(last)) return way
      const at = last?.to ?? from
      if (seen.has(at)) continue
      seen.add(at)
      for (const edge of graph.get(at) ?? []) {
        const list = open[cost + costOf(edge)] ?? []
        open[cost + costOf(edge)] = list
        list.push([...way, edge])
      }
    }
  }
  return undefined
}
