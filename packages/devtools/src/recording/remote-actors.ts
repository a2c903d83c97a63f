import { activeStates, type ChartModel } from '@reelstate/core/chart'
import { rebuildChart } from './rebuild-machine.js'
import type { RecordedActor, RecordedEvent } from './recording.js'
import type { StepLog } from './step-log.js'

/** In characters: what is longer is no machine that somebody wrote. */
const LONGEST_DEFINITION = 1024 * 1024

interface RemoteActor {
  readonly shown: RecordedActor
  value: unknown
}

/** The actors of other windows, which all count from 0. */
export class RemoteWindows {
  readonly #windows = new Map<unknown, RemoteActors>()

  constructor(private readonly log: StepLog) {}

  /** What is older than this moment is known. */
  reconnect(): void {
    for (const actors of this.#windows.values()) actors.reconnect()
  }

  /** Takes a message that this window sent. Throws for one that is malformed. */
  take(sender: unknown, message: Readonly<Record<string, unknown>>): void {
    const actors = this.#windows.get(sender) ?? new RemoteActors(this.log)
    this.#windows.set(sender, actors)
    actors.take(message)
  }
}

/** The actors of another window, as `@statelyai/inspect` reports them. */
export class RemoteActors {
  readonly #actors = new Map<string, RemoteActor>()
  /** When the newest report was made, in ms since the epoch. */
  #newest = 0
  /** Whoever connects again is told once more what happened before. */
  #repeated = 0

  constructor(private readonly log: StepLog) {}

  /** What is older than this moment is known. */
  reconnect(): void {
    this.#repeated = this.#newest
  }

  /** Takes a message of the protocol. Throws for one that is malformed. */
  take(message: Readonly<Record<string, unknown>>): void {
    const { type, sessionId, createdAt } = message
    const at = Number(createdAt)
    if (typeof sessionId !== 'string' || !(at > 0 && at < 8.64e15))
      throw new TypeError('It has no sessionId or no time.')
    if (at <= this.#repeated) return
    this.#newest = Math.max(at, this.#newest)
    if (type === '@xstate.actor') this.#meet(sessionId, message)
    else if (type === '@xstate.snapshot') this.#step(sessionId, at, message)
  }

  #meet(sessionId: string, { name, definition, parentId }: Readonly<Record<string, unknown>>): void {
    if (
      definition !== undefined &&
      (typeof definition !== 'string' || definition.length > LONGEST_DEFINITION)
    )
      throw new TypeError('Its definition is no text, or too long.')
    const model = definition === undefined ? null : rebuildChart(definition)
    // Timers, requests and the like. One that is known begins anew: its window was loaded again.
    if (!model && parentId !== undefined) return
    const id = this.log.freeId(`remote ${sessionId}`)
    const given = typeof name === 'string' && name !== sessionId ? name : 'actor'
    const shown = { id, name: this.log.freeName(given), model, send: null, can: null, holder: null }
    this.#actors.set(sessionId, { shown, value: undefined })
    this.log.put(shown)
  }

  #step(sessionId: string, at: number, { event, snapshot }: Readonly<Record<string, unknown>>): void {
    const actor = this.#actors.get(sessionId)
    if (!actor) return
    const { shown } = actor
    const { value, context, status } = Object(snapshot) as Record<string, unknown>
    if (typeof Object(event).type !== 'string') throw new TypeError('Its event has no type.')
    const taken = shown.model ? takenBetween(shown.model, event as RecordedEvent, actor.value, value) : []
    actor.value = value
    // One that was silent for long may have been dropped.
    if (!this.log.has(shown.id)) this.log.put(shown)
    this.log.add({ actor: shown.id, at, event: event as RecordedEvent, value, context, taken })
    if (status === 'active' || status === undefined) return
    this.log.end(shown.id)
    this.#actors.delete(sessionId)
  }
}

/** The protocol does not say which transition was taken: the innermost that fits the event, and leads to where it is now. */
function takenBetween(model: ChartModel, { type }: RecordedEvent, before: unknown, after: unknown): string[] {
  const [was, is] = [activeStates(model, before), activeStates(model, after)]
  const fits = model.transitions.filter(
    ({ source, definition }) => was.has(source) && (definition as { eventType?: string }).eventType === type,
  )
  const arrived = fits.findLast(
    ({ targets }) => targets.length > 0 && targets.every((target) => is.has(target)),
  )
  // Where an `always` led on at once, the target has been left again.
  const [only, ...others] = fits
  const taken = arrived ?? (others.length === 0 ? only : undefined)
  return taken ? [taken.id] : []
}
