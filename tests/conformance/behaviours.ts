import { LIFECYCLE } from './behaviours/lifecycle.js'
import { OPTIONS } from './behaviours/options.js'
import { QUEUEING } from './behaviours/queueing.js'
import { RUNNING } from './behaviours/running.js'
import { SELECTING } from './behaviours/selecting.js'
import { STOPPING } from './behaviours/stopping.js'
import type { Stage } from './stage.js'

/** What every binding does, by a sentence that says it. */
export type Behaviours = Record<string, (stage: Stage) => Promise<void>>

export const BEHAVIOURS: Behaviours = {
  ...RUNNING,
  ...STOPPING,
  ...OPTIONS,
  ...LIFECYCLE,
  ...SELECTING,
  ...QUEUEING,
}
