import type { InspectionEvent } from '@reelstate/core'
import type { RecordedEvent } from './recording.js'

/** What XState tells its inspectors, as far as it is read here. */
export interface Inspected extends InspectionEvent {
  readonly event?: RecordedEvent
  readonly snapshot?: object
}

/** A root actor with all that it has started, of an XState that can be inspected while it runs. */
export interface InspectedSystem {
  inspect(listener: (event: Inspected) => void): { unsubscribe(): void }
}

/** Hears every system once, however many of its actors are followed. */
export class InspectedSystems {
  readonly #followed = new WeakMap<object, { count: number; stop: () => void }>()

  constructor(private readonly take: (event: Inspected) => void) {}

  /** Listens to a system until the returned function, and that of everybody else who listens to it, was called. */
  follow(system: InspectedSystem): () => void {
    const followed = this.#followed.get(system) ?? { count: 0, stop: this.#listen(system) }
    followed.count += 1
    this.#followed.set(system, followed)
    return () => {
      followed.count -= 1
      if (followed.count > 0) return
      followed.stop()
      this.#followed.delete(system)
    }
  }

  #listen(system: InspectedSystem): () => void {
    const subscription = system.inspect((event) => this.take(event))
    return () => subscription.unsubscribe()
  }
}
