import { defineDevtools } from './define-devtools.js'

export type { ActorShape } from '@reelstate/core/chart'
export { defineDevtools } from './define-devtools.js'
export { type ActorOwner, ReelstateDevtools } from './reelstate-devtools.js'

defineDevtools()
