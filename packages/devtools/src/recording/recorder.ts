import type { InspectionEvent } from '@reelstate/core'
import { type ActorShape, nameOfValue, toActor, transitionsTaken } from '@reelstate/core/chart'
import { driveActor } from './drive-actor.js'
import { type Inspected, type InspectedSystem, InspectedSystems } from './inspected-systems.js'
import { type ReceiveOptions, receiveEvents } from './receive-events.js'
import type { RecordedActor, RecordedEvent, RecordedStep, RecordingSource } from './recording.js'
import { RemoteWindows } from './remote-actors.js'
import { StepLog } from './step-log.js'
import { isMachineActor, Track } from './track.js'
import { watchFailure } from './watch-failure.js'

/** Whatever has an actor: a video client, a queue. */
export interface ActorHolder {
  readonly actor: ActorShape
  /** What the button that cancels a run calls. */
  stop?(): void
}

export interface RecorderOptions {
  /** How many steps are kept, from 1; then the oldest go. Default: 2,000. */
  limit?: number
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
  /** The last event that was sent, for a machine that fails in it. */
  #sent: Inspected | null = null
  #latest: Track | undefined
  #remote: RemoteWindows | null = null
  readonly #systems = new InspectedSystems((event) => this.#take(event))

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
    this.#open(track)
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
    this.#remote ??= new RemoteWindows(this.#log)
    return receiveEvents(this.#remote, options)
  }

  // Called for all that a machine does, several times in every step of it, so it looks at as little as it can.
  #take(inspected: Inspected): void {
    switch (inspected.type) {
      case '@xstate.action':
        return
      case '@xstate.event':
        this.#sent = inspected
        return
      case '@xstate.microstep':
        this.#trackOf(inspected.actorRef)?.note(transitionsTaken(inspected))
        return
      case '@xstate.snapshot':
        this.#reach(inspected)
        return
      case '@xstate.actor':
        this.#meet(inspected.actorRef as ActorShape)
    }
  }

  /** Most often that of the actor before. */
  #trackOf(actor: unknown): Track | undefined {
    if (this.#latest?.actor === actor) return this.#latest
    const track = this.#tracks.get(actor as object)
    this.#latest = track ?? this.#latest
    return track
  }

  #reach({ actorRef, event, snapshot }: Inspected): void {
    const track = this.#trackOf(actorRef)
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
    const track = new Track(actor, parent)
    this.#tracks.set(actor, track)
    this.#watch(track)
  }

  /** A machine that fails says so to those who listen for it, and takes no step. */
  #watch(track: Track): void {
    track.stopWatching ??= watchFailure(track.actor, (error) => {
      const { id } = track.actor as { id?: unknown }
      const type = `xstate.error.actor.${String(id)}`
      const event = this.#sent?.actorRef === track.actor ? { event: this.#sent.event } : {}
      if (!track.hasFailed && this.#isOpen(track))
        this.#step(track, { type, error, ...event }, track.actor.getSnapshot())
      track.hasFailed = true
    })
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
    return this.#systems.follow(system as InspectedSystem)
  }

  /** Lists an actor with the machines that it has started before it was followed. */
  #open(track: Track): void {
    this.#start(track)
    this.#show(track)
    this.#watch(track)
    const { children = {} } = track.actor.getSnapshot() as { children?: Record<string, unknown> }
    for (const child of Object.values(children)) {
      if (!isMachineActor(child)) continue
      const opened = this.#tracks.get(child) ?? new Track(child, track)
      this.#tracks.set(child, opened)
      track.children.add(opened)
      this.#open(opened)
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
    const { value, context, status = 'active', output } = snapshot as SnapshotFields
    const taken = track.takeNoted()
    track.reach(snapshot)
    this.#log.add({ actor: id, at: Date.now(), event, value, context, taken })
    if (status === 'active') return
    if (status === 'done' && output !== undefined) {
      const type = `xstate.done.actor.${String((track.actor as { id?: unknown }).id)}`
      this.#log.add({ actor: id, at: Date.now(), event: { type, output }, value, context, taken: NONE })
    }
    this.#leave(track)
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
    track.stopWatching?.()
    track.stopWatching = null
    track.parent?.children.delete(track)
    for (const child of track.children) if (child.followers === 0) this.#leave(child)
  }
}

interface SnapshotFields {
  readonly value?: unknown
  readonly context?: unknown
  readonly status?: string
  readonly output?: unknown
}

const NONE: readonly string[] = []

function heldActor(owner: ActorHolder): ActorShape {
  if (owner.actor) return toActor(owner.actor)
  throw new TypeError(`A client with an actor is needed, not ${nameOfValue(owner)}.`)
}

const systemOf = (actor: unknown): object => Object((actor as { system?: unknown }).system ?? actor)
const parentOf = (actor: unknown): unknown => (actor as { _parent?: unknown })._parent
const sessionOf = (actor: unknown): string => String((actor as { sessionId?: unknown }).sessionId ?? 'actor')
