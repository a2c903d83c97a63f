import type { ChartModel, ChartTransition } from '@reelstate/core/chart'
import { sameValue, takenBy } from './panel/step-text.js'
import type { RecordedStep } from './recording/recording.js'

/** What the chart shows of one moment. */
export interface ChartMoment {
  /** The snapshot's value. */
  readonly value: unknown
  /** The value before the machine last moved to other states; undefined where it has not moved yet. */
  readonly from: unknown
  /** What was taken when it last moved. */
  readonly causes: readonly ChartTransition[]
  /** The way that led here, and what happened in place last. */
  readonly marked: readonly ChartTransition[]
  /** What was taken just now, to be animated. */
  readonly fresh: readonly ChartTransition[]
}

/**
 * The moment of one step, with what led to it. `since` is the step that was shown last where this one follows it, so
 * that a burst of steps is animated as a whole; without it only the step itself is.
 */
export function momentOf(
  steps: readonly RecordedStep[],
  index: number,
  model: ChartModel | null,
  since = index - 1,
): ChartMoment {
  const step = steps[index]
  const isFlood = index - since > MOST_TOGETHER
  const fresh = isFlood ? [] : steps.slice(since + 1, index + 1).flatMap((each) => takenBy(each, model))
  const moved = lastIndex(steps, index, (each, before) => !!before && !sameValue(before.value, each.value))
  const leads = ({ targets }: ChartTransition) => targets.length > 0
  const moves = fresh.filter(leads)
  const last = lastIndex(steps, index, ({ taken }) => taken.length > 0)
  const led = lastIndex(steps, index, (each) => takenBy(each, model).some(leads))
  const takenAt = (at: number) => (at === -1 ? [] : takenBy(steps[at] as RecordedStep, model))
  const way = moves.length > 0 ? moves : takenAt(led).filter(leads)
  return {
    value: step?.value,
    from: moved === -1 ? undefined : steps[moved - 1]?.value,
    causes: takenAt(moved),
    marked: [...way, ...takenAt(last).filter((transition) => !leads(transition))],
    fresh,
  }
}

/** A longer burst is shown by its end, and without animation. */
const MOST_TOGETHER = 50
/** How far back is looked for what led to a step: a flood of reports between is not gone through in every frame. */
const FARTHEST = 2_000

function lastIndex(
  steps: readonly RecordedStep[],
  index: number,
  fits: (step: RecordedStep, before: RecordedStep | undefined) => boolean,
): number {
  for (let at = index; at >= 0 && at > index - FARTHEST; at--) {
    if (fits(steps[at] as RecordedStep, steps[at - 1])) return at
  }
  return -1
}
