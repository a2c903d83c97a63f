import { activePaths, activeStates } from '../../chart/active-states.js'
import { toChartModel } from '../../chart/chart-model.js'
import { videoMachine } from '../../machine.js'
import { toVideoState } from '../../video-state.js'
import { arrowName } from './arrow-name.js'
import type { TakenStep } from './take-step.js'
import { STEP_ACTORS, type VideoStep } from './video-path.js'

/** A step that was taken on the machine, as it is to be repeated on a real page. */
export function toVideoStep({ step: { name, ms = 0 }, events, after, taken }: TakenStep): VideoStep {
  const model = toChartModel(videoMachine)
  const { value, context } = after.snapshot
  const { phase, status } = toVideoState(after.snapshot, context.facts.result)
  const state = stateOf(value)
  const label = ms === 0 ? name : `wait ${ms / 1000} s`
  const actor = STEP_ACTORS[name]
  return Object.freeze({
    actor,
    name,
    label,
    events,
    ms,
    value,
    state,
    phase,
    status,
    isShown: context.isShown === true,
    taken: taken.map((transition) => arrowName(model, transition)),
    toString: () => `${actor}: ${label} → ${state}`,
  })
}

/** The machine's state as one word: `active.polling.live`. */
export function stateOf(value: unknown): string {
  const model = toChartModel(videoMachine)
  return activePaths(model, activeStates(model, value))
    .map((path) => path.join('.'))
    .join(' + ')
}
