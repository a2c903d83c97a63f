import { cheapestWay, costOfWay } from './cheapest-way.js'
import type { Edge, StepGraph } from './step-graph.js'
import type { VideoStepName } from './video-path.js'

/** A path goes on to the next new arrow where that is so near, at this cost. */
const NEAR = 4
/** The longest path, in steps. */
const LONGEST = 8
/** How it goes where nothing happens. */
const ORDINARY: readonly VideoStepName[] = ['open', 'generate', 'job created', 'status', 'result']

/**
 * Few short paths that walk every arrow that can be walked, with a network and without one, the ordinary one first. The
 * same graph gives the same paths.
 */
export function coverTransitions(graph: StepGraph, start: string): (readonly Edge[])[] {
  const walked = new Set<string>()
  const isNew = ({ taken }: Edge) => taken.some((id) => !walked.has(id))
  const note = (way: readonly Edge[]) => {
    for (const id of arrowsOf(way)) walked.add(id)
  }
  const ordinary = wayBy(graph, start, ORDINARY)
  note(ordinary)
  const paths: Edge[][] = []
  for (;;) {
    const path: Edge[] = []
    for (;;) {
      const way = cheapestWay(graph, path.at(-1)?.to ?? start, isNew)
      if (!way) break
      const isFar = costOfWay(way) > NEAR || path.length + way.length > LONGEST
      if (isFar && path.length > 0) break
      path.push(...way)
      note(way)
    }
    if (path.length === 0) return [ordinary, ...withoutSpare(paths, ordinary)].filter((way) => way.length > 0)
    paths.push(path)
  }
}

/** The way with steps of these names; none where one is not possible. */
function wayBy(graph: StepGraph, start: string, names: readonly VideoStepName[]): readonly Edge[] {
  const way: Edge[] = []
  for (const name of names) {
    const edge = graph.get(way.at(-1)?.to ?? start)?.find((possible) => possible.name === name)
    if (!edge) return []
    way.push(edge)
  }
  return way
}

/** Leaves out the paths whose arrows others walk as well. */
function withoutSpare(paths: readonly (readonly Edge[])[], always: readonly Edge[]): (readonly Edge[])[] {
  let kept = [...paths]
  for (const path of paths) {
    const others = kept.filter((other) => other !== path)
    const walked = new Set([always, ...others].flatMap(arrowsOf))
    if (arrowsOf(path).every((id) => walked.has(id))) kept = others
  }
  return kept
}

const arrowsOf = (path: readonly Edge[]) => path.flatMap(({ taken }) => taken)
