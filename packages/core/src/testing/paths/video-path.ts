import type { VideoMachineEvent } from '../../video-run.js'
import type { GenerationClientState, VideoPhase } from '../../video-state.js'
import type { VideoDrivers } from './drive-path.js'

/** Who does what a step says: the person at the page, the server, the network, the page itself, or nobody but the clock. */
export type VideoStepActor = 'user' | 'server' | 'network' | 'page' | 'time'

/** Every step there is, by its name, with who does it. */
export const STEP_ACTORS = {
  open: 'page',
  'restore a finished video': 'page',
  'another page has a run': 'page',
  leave: 'page',
  'come back': 'page',
  'page looked at again': 'page',
  generate: 'user',
  stop: 'user',
  reset: 'user',
  retry: 'user',
  resume: 'user',
  refresh: 'user',
  'job created': 'server',
  'plain job created': 'server',
  status: 'server',
  heartbeat: 'server',
  result: 'server',
  'result that expires': 'server',
  'failed generation_failed': 'server',
  'failed canceled': 'server',
  'refused moderated': 'server',
  'refused not_found': 'server',
  'cancel answered': 'server',
  drop: 'network',
  offline: 'network',
  online: 'network',
  wait: 'time',
  'wait almost to the deadline': 'time',
} as const satisfies Record<string, VideoStepActor>

export type VideoStepName = keyof typeof STEP_ACTORS

/** One thing that happens to a video, and what must hold afterwards. */
export interface VideoStep {
  readonly actor: VideoStepActor
  readonly name: VideoStepName
  /** The name, and for a wait its length: `wait 30 s`. */
  readonly label: string
  /** What the machine is sent, with everything its guards read; for a wait, the timers that end. */
  readonly events: readonly VideoMachineEvent[]
  /** How long it takes, in ms: 0 but for a wait. Where jitter decides, half of its span: `Math.random` is 0.5. */
  readonly ms: number
  /** The machine's state, as `snapshot.value` has it. */
  readonly value: unknown
  /** The same in one word: `active.polling.live`. */
  readonly state: string
  readonly phase: VideoPhase
  readonly status: GenerationClientState
  /** Whether a page is there that shows the video: not after `leave`, until `come back`. */
  readonly isShown: boolean
  /** The arrows that were walked, in order, as `transitionCoverage` names them. */
  readonly taken: readonly string[]
  /** Who, what, and where it leads: `server: job created → active.polling.live`. */
  toString(): string
}

/** One way that a video can go, from the page's opening on. */
export interface VideoPath {
  /** Its steps by name, as the title of a test: `it(path.name, …)`. Vitest cuts long names in the title of a `describe.each`. */
  readonly name: string
  readonly steps: readonly VideoStep[]
  /** The phases that a user sees on it, in order. */
  readonly phases: readonly VideoPhase[]
  /** Does one step after the other, and checks after each. Rejects with an error that says where it was. */
  drive(drivers: VideoDrivers): Promise<void>
}
