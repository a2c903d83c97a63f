export { activePaths, activeStates } from './chart/active-states.js'
export {
  type ChartModel,
  type ChartState,
  type ChartTransition,
  type ChartTrigger,
  toChartModel,
} from './chart/chart-model.js'
export { type ActorShape, nameOfValue, toActor } from './chart/machine-shape.js'
export { transitionsTaken } from './chart/transitions-taken.js'
