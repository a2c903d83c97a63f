import type { InspectionEvent } from '@reelstate/core'
import { type ActorShape, describe, toActor } from '@reelstate/core/chart'
import { driveActor } from './drive-actor.js'
import { type ReceiveOptions, receiveEvents } from './receive-events.js'
import type { RecordedActor, RecordedEvent, RecordedStep, RecordingSource } from './recording.js'
import { RemoteActors } from './remote-actors.js'
import { StepLog } from './step-log.js'
import { isMachineActor, Track } from './track.js'

/** Whatever has an actor: a video client, a queue. */
export interface ActorHolder {
  readonly actor: ActorShape
}

export interface RecorderOptions {
  /** How many steps are kept, from 1; then the oldest go. Default: 2,000. */
  limit?: number
}

/** What XState tells its inspectors, as far as it is read here. */
interface Inspected extends InspectionEvent {
  readonly event?: RecordedEvent
  readonly snapshot?: object
  readonly sourceRef?: unknown
  readonly _transitions?: readonly object[]
}

interface InspectedSystem {
  inspect(listener: (event: Inspected) => void): { unsubscribe(): void }
}

/**
 * Records what state machines do: every event, where it led and which transitions it took. An event with all that
 * follows from it at once is one step. Machines that a recorded one starts are recorded too.
 */
export class Recorder implements RecordingSource {
  readonly #log: StepLog
  readonly #tracks = new WeakMap<object, Track>()
  /** Those that report here because they were made with `inspect`. */
  readonly #inspected = new WeakSet<object>()
  #remote: RemoteActors | null = null
  readonly #followed = new WeakMap<object, { count: number; stop: () => void }>()

  /** Throws a `TypeError` for a limit that is no integer from 1. */
  constructor({ limit = 2000 }: RecorderOptions = {}) {
    this.#log = new StepLog(limit)
  }

  get actors(): readonly RecordedActor[] {
    return this.#log.actors
  }

  get steps(): readonly RecordedStep[] {
    return this.#log.steps
  }

  /** Calls back after every step, and when an actor appears, stops or is renamed. */
  subscribe(listener: () => void): () => void {
    return this.#log.subscribe(listener)
  }

  /**
   * Records a client, a queue or an actor of an XState 5 machine, from now until the returned function is called. Throws a
   * `TypeError` for anything else.
   */
  follow(subject: ActorHolder | ActorShape, name?: string): () => void {
    const owner = 'actor' in Object(subject) ? (subject as ActorHolder) : null
    const actor = owner ? heldActor(owner) : toActor(subject)
    const track = this.#tracks.get(actor) ?? new Track(actor, null)
    this.#tracks.set(actor, track)
    track.owner = owner ?? track.owner
    if (name !== undefined) track.call(name, this.#log)
    track.followers += 1
    const stopListening = this.#listen(actor, track)
    this.#show(track)
    this.#start(track)
    this.#openChildren(track)
    let isFollowing = true
    return () => {
      if (!isFollowing) return
      isFollowing = false
      track.followers -= 1
      stopListening()
      if (track.followers === 0 && !this.#inspected.has(systemOf(actor))) this.#leave(track)
    }
  }

  /**
   * For XState's option of this name, in any machine: `createActor(machine, { inspect: recorder.inspect })`, or
   * `createVideoClient({ inspect: recorder.inspect })`. Then its first steps are recorded too.
   */
  readonly inspect = (event: InspectionEvent): void => {
    if (event.type === '@xstate.actor') this.#inspected.add(systemOf(event.actorRef))
    this.#take(event as Inspected)
  }

  /**
   * Records what another window or frame sends with `createBrowserInspector` of `@statelyai/inspect`, until the returned
   * function is called. Call it in the page that the inspector opens, or that its `iframe` shows. Deep machines are sent
   * whole only with the inspector's `serializationDepthLimit`, such as 30.
   */
  receive(options?: ReceiveOptions): () => void {
    this.#remote ??= new RemoteActors(this.#log)
    return receiveEvents(this.#remote, options)
  }

  #take(inspected: Inspected): void {
    const { type, actorRef } = inspected
    if (type === '@xstate.microstep') {
      this.#tracks.get(actorRef as object)?.note(inspected._transitions)
    } else if (type === '@xstate.snapshot') {
      this.#reach(inspected)
    } else if (type === '@xstate.actor') {
      this.#meet(actorRef as ActorShape)
    } else if (type === '@xstate.event' && inspected.event?.type.startsWith('xstate.error.actor.')) {
      // A machine that failed says so to its parent, and to nobody else.
      const track = this.#tracks.get(Object(inspected.sourceRef))
      if (track) this.#leave(track)
    }
  }

  #reach({ actorRef, event, snapshot }: Inspected): void {
    const track = this.#tracks.get(actorRef as object)
    if (!track || !event || !snapshot) return
    if (!this.#isOpen(track)) {
      track.takeNoted()
      return
    }
    // One that was followed before it was started has begun already.
    if (event.type === 'xstate.init' && track.isAt(snapshot)) return
    this.#step(track, event, snapshot)
  }

  /** A new actor: a child of one that is recorded, or any of a system that reports here. */
  #meet(actor: ActorShape): void {
    if (this.#tracks.has(actor)) return
    const parent = this.#tracks.get(Object(parentOf(actor))) ?? null
    const isWanted = parent ? this.#isOpen(parent) : this.#inspected.has(systemOf(actor))
    if (!isWanted || (parentOf(actor) && !isMachineActor(actor))) return
    this.#tracks.set(actor, new Track(actor, parent))
  }

  #isOpen(track: Track): boolean {
    if (track.followers > 0 || this.#inspected.has(systemOf(track.actor))) return true
    return track.parent !== null && this.#isOpen(track.parent)
  }

  #listen(actor: ActorShape, track: Track): () => void {
    const system = systemOf(actor)
    if (this.#inspected.has(system)) return () => {}
    // Without inspection, only the states are known.
    if (typeof (system as Partial<InspectedSystem>).inspect !== 'function') {
      const { unsubscribe } = actor.subscribe((snapshot) =>
        this.#step(track, { type: 'xstate.snapshot' }, snapshot),
      )
      return () => unsubscribe()
    }
    const known = this.#followed.get(system)
    const followed = known ?? { count: 0, stop: this.#inspectSystem(system as InspectedSystem) }
    followed.count += 1
    this.#followed.set(system, followed)
    return () => {
      followed.count -= 1
      if (followed.count > 0) return
      followed.stop()
      this.#followed.delete(system)
    }
  }

  #inspectSystem(system: InspectedSystem): () => void {
    const subscription = system.inspect((event) => this.#take(event))
    return () => subscription.unsubscribe()
  }

  /** The machines that one has started before it was followed. */
  #openChildren(track: Track): void {
    const { children = {} } = track.actor.getSnapshot() as { children?: Record<string, unknown> }
    for (const child of Object.values(children)) {
      if (!isMachineActor(child)) continue
      const known = this.#tracks.get(child)
      const opened = known ?? new Track(child, track)
      this.#tracks.set(child, opened)
      this.#start(opened)
      this.#openChildren(opened)
    }
  }

  /** A step that says where the recording of an actor begins, unless that is known. */
  #start(track: Track): void {
    const snapshot = track.actor.getSnapshot()
    // What it did while nobody recorded it is over.
    track.takeNoted()
    if (!track.isAt(snapshot) || !this.#log.has(track.id ?? ''))
      this.#step(track, { type: 'xstate.init' }, snapshot)
  }

  #step(track: Track, event: RecordedEvent, snapshot: object): void {
    const isKnown = track.id !== null && this.#log.has(track.id)
    const id = isKnown ? (track.id as string) : this.#show(track)
    const { value, context, status = 'active' } = snapshot as SnapshotFields
    const taken = track.takeNoted()
    track.reach(snapshot)
    this.#log.add({ actor: id, at: Date.now(), event, value, context, taken })
    if (status !== 'active') this.#leave(track)
  }

  /** Lists an actor, or lists it anew with what has become known. */
  #show(track: Track): string {
    const { actor, owner, model, parent } = track
    // A machine that starts another at once is begun after it.
    if (parent && parent.id === null) this.#show(parent)
    track.id ??= this.#log.freeId(sessionOf(actor))
    track.name ??= track.nameIn(this.#log)
    this.#log.put({ id: track.id, name: track.name, model, ...driveActor(actor, owner) })
    const { status = 'active' } = actor.getSnapshot() as SnapshotFields
    if (status !== 'active') this.#log.end(track.id)
    return track.id
  }

  /** Nobody hears of it, or of its children, any more. */
  #leave(track: Track): void {
    if (track.id !== null) this.#log.end(track.id)
    track.parent?.children.delete(track)
    for (const child of track.children) if (child.followers === 0) this.#leave(child)
  }
}

interface SnapshotFields {
  readonly value?: unknown
  readonly context?: unknown
  readonly status?: string
}

function heldActor(owner: ActorHolder): ActorShape {
  if (owner.actor) return toActor(owner.actor)
  throw new TypeError(`A client with an actor is needed, not ${describe(owner)}.`)
}

const systemOf = (actor: unknown): object => Object((actor as { system?: unknown }).system ?? actor)
const parentOf = (actor: unknown): unknown => (actor as { _parent?: unknown })._parent
const sessionOf = (actor: unknown): string => String((actor as { sessionId?: unknown }).sessionId ?? 'actor')
