import type { ChartModel } from '@reelstate/core/chart'

/** What one actor was seen doing, or what a file says that it did. */
export interface RecordedActor {
  /** XState's session id, unique in a page; in a file, in the file. */
  readonly id: string
  /** What the actor is called in the panel, such as `video` or `queue`. */
  readonly name: string
  /** Its machine; null where the actor runs no machine. */
  readonly model: ChartModel | null
  /** How to send it events, where it still runs in this page. Throws a `TypeError` for one that would break the machine. */
  readonly send: ((event: RecordedEvent) => void) | null
  /** What holds the actor, and does for it what users ask: then `GENERATE` carries an input, and no run. */
  readonly holder: 'client' | 'queue' | null
  /** Whether it would take this event now; null where `send` is. Never throws. */
  readonly can: ((event: RecordedEvent) => boolean) | null
}

export interface RecordedEvent {
  readonly type: string
  readonly [field: string]: unknown
}

/** One step of one actor: an event, and where it led. */
export interface RecordedStep {
  /** Counts up over all actors, from 0; steps that were dropped to make room leave their numbers unused. */
  readonly number: number
  readonly actor: string
  /** ms since the epoch. */
  readonly at: number
  /** `xstate.init` where the recording begins. */
  readonly event: RecordedEvent
  /** The snapshot's value after the event. */
  readonly value: unknown
  /** The snapshot's context after the event, by reference: machines replace it, and do not change it. */
  readonly context: unknown
  /** The ids of the transitions that were taken. */
  readonly taken: readonly string[]
}

/** Actors and their steps, from a page that runs or from a file. */
export interface RecordingSource {
  /** Whether it was read from a file, so that nothing is added any more. */
  readonly isFile?: boolean
  /** How many older steps a file has no room for. */
  readonly leftOut?: number
  /** Replaced when an actor appears, stops or is renamed. */
  readonly actors: readonly RecordedActor[]
  /** The oldest first. The list is replaced or grows; a reader may keep its length, not the list. */
  readonly steps: readonly RecordedStep[]
  /** Calls back after every change of either list, at once. */
  subscribe(listener: () => void): () => void
}
