export type {
  EmulatedFailure,
  EmulatedJob,
  EmulatedJobState,
  EmulatedProvider,
} from './emulator/emulator-job.js'
export type { EmulatedRequest } from './emulator/emulator-state.js'
export { type OpenkbsClientOptions, openkbsClient } from './emulator/openkbs-client.js'
export { EMULATOR_SCENARIOS, type EmulatorScenario, type ScenarioName } from './emulator/scenarios.js'
export { type Emulator, type EmulatorOptions, startEmulator } from './emulator/start-emulator.js'
export { EMULATED_APIS, type EmulatedApi } from './emulator/wires/index.js'
export { listVideoProviders, type VideoProvider, type VideoProviderName } from './list-video-providers.js'
export {
  type LocalVideoAdapter,
  type LocalVideoOptions,
  type LocalVideoSize,
  localVideo,
} from './local-video.js'
export {
  type PickedVideoAdapter,
  type PickVideoAdapterOptions,
  pickVideoAdapter,
} from './pick-video-adapter.js'
