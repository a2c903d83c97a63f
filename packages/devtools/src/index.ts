import { defineDevtools } from './define-devtools.js'

export type { ActorShape } from '@reelstate/core/chart'
export { defineDevtools } from './define-devtools.js'
export type { FaultState, Faults } from './faults/faults.js'
export type { RecordedActor, RecordedEvent, RecordedStep, RecordingSource } from './recording/recording.js'
export { type ActorOwner, ReelstateDevtools } from './reelstate-devtools.js'

defineDevtools()
