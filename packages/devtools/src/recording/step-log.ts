import type { RecordedActor, RecordedStep, RecordingSource } from './recording.js'

/** The lists of a recording that goes on. Bounded: the oldest steps go, and then the actors of whom nothing is left. */
export class StepLog implements RecordingSource {
  readonly #limit: number
  readonly #listeners = new Set<() => void>()
  readonly #byId = new Map<string, RecordedActor>()
  /** Actors that do nothing any more. */
  readonly #ended = new Set<string>()
  /** How many actors have had a name. */
  readonly #names = new Map<string, number>()
  #actors: readonly RecordedActor[] = []
  #steps: RecordedStep[] = []
  #next = 0

  /** Throws a `TypeError` for a limit that is no integer from 1. */
  constructor(limit: number) {
    if (!Number.isInteger(limit) || limit < 1)
      throw new TypeError(`A recorder keeps a whole number of steps, from 1; its limit was ${String(limit)}.`)
    this.#limit = limit
  }

  get actors(): readonly RecordedActor[] {
    return this.#actors
  }

  get steps(): readonly RecordedStep[] {
    return this.#steps
  }

  subscribe(listener: () => void): () => void {
    const entry = () => listener()
    this.#listeners.add(entry)
    return () => void this.#listeners.delete(entry)
  }

  has(id: string): boolean {
    return this.#byId.has(id)
  }

  /** `id`, or one like it where that is taken: another window, or a second copy of XState, counts from 0 too. */
  freeId(id: string): string {
    let free = id
    for (let count = 2; this.#byId.has(free); count++) free = `${id} (${count})`
    return free
  }

  /** `video`, then `video 2`; where more are expected, `video 1` from the start. */
  freeName(base: string, isOneOfMany = false): string {
    const count = (this.#names.get(base) ?? 0) + 1
    this.#names.set(base, count)
    return isOneOfMany || count > 1 ? `${base} ${count}` : base
  }

  /** Adds an actor, or replaces what is known of it. */
  put(actor: RecordedActor): void {
    this.#byId.set(actor.id, actor)
    this.#showActors()
  }

  /** It does nothing any more, and nobody can send it anything. */
  end(id: string): void {
    this.#ended.add(id)
    const actor = this.#byId.get(id)
    if (actor?.send) this.put({ ...actor, send: null, can: null })
  }

  add(step: Omit<RecordedStep, 'number'>): void {
    if (this.#steps.length >= this.#limit) this.#dropOldest(step.actor)
    // Field by field, because this runs for every event of the page.
    const { actor, at, event, value, context, taken } = step
    this.#steps.push({ number: this.#next++, actor, at, event, value, context, taken })
    this.#notify()
  }

  /** A tenth at once, so that a full list is not copied for every step. `next` is whose step comes now. */
  #dropOldest(next: string): void {
    const count = Math.max(1, Math.floor(this.#limit / 10))
    const rest = this.#steps.slice(count)
    const seen = new Set([next, ...rest.map(({ actor }) => actor)])
    // Where an actor is that does nothing for long is still to be seen.
    const last = this.#steps.slice(0, count).filter(({ actor }, index, old) => {
      const isLast = !seen.has(actor) && old.findLastIndex((step) => step.actor === actor) === index
      return isLast && !this.#ended.has(actor)
    })
    const kept = last.slice(last.length - Math.min(last.length, Math.floor(count / 2)))
    for (const { actor } of kept) seen.add(actor)
    this.#steps = [...kept, ...rest]
    for (const id of this.#byId.keys()) if (!seen.has(id)) this.#byId.delete(id)
    for (const id of this.#ended) if (!seen.has(id)) this.#ended.delete(id)
    if (this.#byId.size !== this.#actors.length) this.#showActors()
  }

  #showActors(): void {
    this.#actors = [...this.#byId.values()]
    this.#notify()
  }

  /** The machine that is watched does not notice a reader that fails. */
  #notify(): void {
    for (const listener of this.#listeners) {
      try {
        listener()
      } catch (error) {
        console.error('Reelstate: a reader of the recording failed.', error)
      }
    }
  }
}
