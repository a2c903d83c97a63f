import type { ActorRefFrom } from 'xstate'
import type { videoMachine } from '../video-machine.js'
import type { PersistedRuns } from '../video-persistence.js'
import type { QueueChange, QueueList } from './queue-list.js'

/** Keeps a queue beyond the page, and lets one page at a time start what waits. Bound to a queue once, when it is made. */
export type QueuePersistence = (queue: {
  /** The list as it is kept, with all that was changed here and in other pages. */
  listed(list: QueueList): void
  /** From now on, until it is closed, this page starts what waits. */
  takeTurn(): void
}) => PersistedQueue

export interface PersistedQueue {
  /** Reads the list and waits for this page's turn. Returns how to say that the page has gone. */
  open(): () => void
  /** Makes a change, which was made here, to the list that is kept. */
  keep(change: QueueChange): void
  /** Keeps the runs of one video. An order leaves once the list that says so is kept. */
  video(id: string, actor: ActorRefFrom<typeof videoMachine>): PersistedVideo
}

export interface PersistedVideo extends PersistedRuns {
  /** Settles once it is known whether there is a run to go on with, and it goes on. */
  restored(): Promise<void>
}
