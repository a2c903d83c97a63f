import { type ActorShape, type ChartModel, toChartModel } from '@reelstate/core/chart'
import type { StepLog } from './step-log.js'

const NOTHING_DRAWN = { model: null, idOf: new Map<object, string>() }
const NONE: readonly string[] = Object.freeze([])
/** A name that a person gave to a child, not one that was minted. */
const WORD = /^[A-Za-z][\w-]{0,23}$/

interface Drawn {
  readonly model: ChartModel
  /** The ids of its transitions, by what XState calls them. */
  readonly idOf: ReadonlyMap<object, string>
}

/** Many actors may run one machine. */
const drawn = new WeakMap<object, Drawn>()

/** What a recorder knows of one actor. */
export class Track {
  readonly model: ChartModel | null
  readonly children = new Set<Track>()
  /** In the recording; null before its first step. */
  id: string | null = null
  name: string | null = null
  /** The client or queue that holds the actor, where it was given. */
  owner: object | null = null
  followers = 0
  stopWatching: (() => void) | null = null
  /** Whether its failure is in the recording. */
  hasFailed = false
  readonly #idOf: ReadonlyMap<object, string>
  #noted: string[] = []
  #last: object | null = null
  #given: string | null = null

  constructor(
    readonly actor: ActorShape,
    readonly parent: Track | null,
  ) {
    const { model, idOf } = (isMachineActor(actor) && draw(actor.logic as object)) || NOTHING_DRAWN
    this.model = model
    this.#idOf = idOf
    parent?.children.add(this)
  }

  /** Transitions that belong to the step that comes next. */
  note(definitions: readonly object[] = []): void {
    for (const definition of definitions) {
      const id = this.#idOf.get(definition)
      if (id !== undefined) this.#noted.push(id)
    }
  }

  takeNoted(): readonly string[] {
    if (this.#noted.length === 0) return NONE
    const noted = this.#noted
    this.#noted = []
    return noted
  }

  reach(snapshot: object): void {
    this.#last = snapshot
  }

  isAt(snapshot: object): boolean {
    return this.#last === snapshot
  }

  /** Gives it this name, or one like it where that is taken. */
  call(name: string, log: StepLog): void {
    if (this.#given === name) return
    this.#given = name
    this.name = log.freeName(name)
  }

  /** What to call it: as its parent or its machine does. */
  nameIn(log: StepLog): string {
    const { id = '' } = this.actor as { id?: string }
    // What XState calls a machine without an id.
    const machine = this.model?.id.replace('(machine)', 'machine') ?? 'actor'
    if (!this.parent) return log.freeName(machine)
    return WORD.test(id) ? log.freeName(id) : log.freeName(machine, true)
  }
}

function draw(machine: object): Drawn {
  const known = drawn.get(machine)
  if (known) return known
  const model = toChartModel(machine)
  const idOf = new Map(model.transitions.map(({ definition, id }) => [definition, id]))
  drawn.set(machine, { model, idOf })
  return { model, idOf }
}

/** Whether a value is an actor that runs a state machine. */
export function isMachineActor(value: unknown): value is ActorShape {
  const { logic, getSnapshot } = Object(value) as {
    logic?: { root?: { transitions?: unknown } }
    getSnapshot?: unknown
  }
  return typeof getSnapshot === 'function' && logic?.root?.transitions instanceof Map
}
