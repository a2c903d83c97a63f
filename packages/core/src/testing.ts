export { toMermaid } from './chart/to-mermaid.js'
export {
  createFlowStage,
  type FlowStageOptions,
  type StagedClient,
  type WholeFlowStage,
} from './testing/create-flow-stage.js'
export { createRealClock, type RealClockOptions } from './testing/create-real-clock.js'
export { createSimulatedClock, type SimulatedClockOptions } from './testing/create-simulated-clock.js'
export { createSimulatedNetwork, type SimulatedNetwork } from './testing/create-simulated-network.js'
export { createTestClient, type TestClient, type TestClientOptions } from './testing/create-test-client.js'
export { type FlowMatchers, flowMatchers } from './testing/flow-matchers.js'
export { describeFlowAct, type FlowAct, type FlowGroup, type FlowScenario } from './testing/flow-scenario.js'
export { FLOW_SCENARIOS } from './testing/flow-scenarios.js'
export type { FlowSource, FlowStep } from './testing/flow-step.js'
export type { JobEnding, ModelJob, ModelWork } from './testing/model-job.js'
export {
  createModelServer,
  type Fault,
  type ModelRequest,
  type ModelServer,
  type ModelServerOptions,
  type ModelServerSettings,
} from './testing/model-server.js'
export type { VideoDriver, VideoDrivers } from './testing/paths/drive-path.js'
export { type TestWorld, type TestWorldOptions, testWorld } from './testing/paths/test-world.js'
export { type TransitionCoverage, transitionCoverage } from './testing/paths/transition-coverage.js'
export type { VideoPath, VideoStep, VideoStepActor, VideoStepName } from './testing/paths/video-path.js'
export { type VideoPathsOptions, videoPaths, videoPathTo, videoStates } from './testing/paths/video-paths.js'
export { statesWithoutStory, type VideoStory, videoStory } from './testing/paths/video-story.js'
export { type FlowStage, type PlayOptions, playFlowScenario } from './testing/play-flow-scenario.js'
export { type Flow, type FlowActor, type FlowSubject, recordFlow } from './testing/record-flow.js'
export { type CancelAnswer, ORDINARY_RUN, type ScriptStep } from './testing/script-steps.js'
export type { ScriptedContext, ScriptedRequest } from './testing/scripted-request.js'
export {
  type Script,
  type ScriptedTransport,
  type ScriptedTransportOptions,
  scriptedTransport,
} from './testing/scripted-transport.js'
export type { TestClock, TimerId } from './testing/test-clock.js'
