export { activePaths, activeStates } from './chart/active-states.js'
export {
  type ChartModel,
  type ChartState,
  type ChartTransition,
  type ChartTrigger,
  toChartModel,
} from './chart/chart-model.js'
export { isVideoMachine } from './chart/is-video-machine.js'
export { type ActorShape, nameOfValue, toActor } from './chart/machine-shape.js'
export { transitionsTaken } from './chart/transitions-taken.js'
export { valuePaths } from './chart/value-paths.js'
