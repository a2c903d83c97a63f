import { defineDevtools } from './define-devtools.js'

export { defineDevtools } from './define-devtools.js'
export type { ActorShape } from './machine-shape.js'
export { type ActorOwner, ReelstateDevtools } from './reelstate-devtools.js'

defineDevtools()
