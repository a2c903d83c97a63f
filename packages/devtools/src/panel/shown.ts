import type { RecordedActor, RecordedStep } from '../recording/recording.js'

/** What all views show: one actor, and one moment of it. */
export interface Shown {
  readonly actor: RecordedActor | null
  /** The actor's steps, the oldest first. */
  readonly steps: readonly RecordedStep[]
  /** When the recording began, in ms since the epoch. */
  readonly beganAt: number
  /** Which of them is shown; -1 where there are none. */
  readonly index: number
  /** Whether the newest step is shown, and will be. */
  readonly isLatest: boolean
  /** Whether the steps come from a file. */
  readonly isFile: boolean
}

export const stepOf = ({ steps, index }: Shown): RecordedStep | undefined => steps[index]
