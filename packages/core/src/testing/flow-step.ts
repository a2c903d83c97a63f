/** Who set a step off: somebody outside, the machine's own timers, or what answers it. */
export type FlowSource = 'user' | 'machine' | 'server'

/** One step of a machine: an event, and the states before and after it. */
export interface FlowStep {
  /** The innermost active state before, such as `polling.live`; of several at once, joined with ` + `. */
  readonly from: string
  /** The event by its name; a delay as `after backoff`, an actor's end as `done createJob`. */
  readonly event: string
  /** What the event says, where that tells more: progress, an error's code, the outcome of a cancellation. */
  readonly detail: string
  readonly to: string
  readonly source: FlowSource
  /** What the machine began to ask for in this step: `create`, `resume`, `cancel`, or the name of an actor. */
  readonly calls: readonly string[]
  /** Whether the event changed nothing at all. */
  readonly isIgnored: boolean
}

/** Steps of one kind in a row that stay in one state, as one. */
export interface FoldedStep extends FlowStep {
  readonly count: number
  /** What each of them is called on its own. */
  readonly labels: readonly string[]
}

/**
 * Folds what repeats, reports of progress above all. Of the video machine it leaves out reads that brought no news, such as
 * heartbeats.
 */
export function foldSteps(steps: readonly FlowStep[], isVideo: boolean): FoldedStep[] {
  const groups: FlowStep[][] = []
  for (const step of steps) {
    if (isVideo && isQuiet(step)) continue
    const group = groups.at(-1)
    if (group?.every((earlier) => isRepeated(earlier, step))) group.push(step)
    else groups.push([step])
  }
  return groups.flatMap((group) => {
    const last = group.at(-1)
    return last
      ? [
          {
            ...last,
            from: group[0]?.from ?? last.from,
            detail: spanOf(group),
            count: group.length,
            labels: group.map(nameOf),
          },
        ]
      : []
  })
}

const isQuiet = ({ event, detail, from, to }: FlowStep) => event === 'STATUS' && detail === '' && from === to

const isRepeated = (earlier: FlowStep, step: FlowStep) =>
  earlier.event === step.event &&
  earlier.from === earlier.to &&
  step.from === step.to &&
  earlier.isIgnored === step.isIgnored &&
  shapeOf(earlier.detail) === shapeOf(step.detail) &&
  earlier.calls.length + step.calls.length === 0

/** Details with one shape differ in their numbers only. */
const shapeOf = (detail: string) => detail.replaceAll(/[\d.]+/g, '#')

/** `10..90`, or `queue 6..1`. */
function spanOf(group: readonly FlowStep[]): string {
  const [first = '', last = ''] = [group[0]?.detail, group.at(-1)?.detail]
  return first === last ? first : `${first}..${/[\d.]+$/.exec(last)?.[0] ?? last}`
}

/** `CANCEL (ignored)`. */
const nameOf = ({ event, detail, isIgnored }: FlowStep) =>
  [event, detail, isIgnored && '(ignored)'].filter(Boolean).join(' ')

/** `STATUS 10..90 (x9)`. */
export const labelOf = (step: FoldedStep) => nameOf(step) + (step.count > 1 ? ` (x${step.count})` : '')
