import type { AnyActorRef, InspectionEvent } from 'xstate'
import { activeStates } from '../../chart/active-states.js'
import { type ChartModel, type ChartTransition, toChartModel } from '../../chart/chart-model.js'
import { type ActorShape, nameOfValue, toActor } from '../../chart/machine-shape.js'
import { toMermaid } from '../../chart/to-mermaid.js'
import { transitionsTaken } from '../../chart/transitions-taken.js'
import { videoMachine } from '../../machine.js'
import { arrowName, isArrow, stateName } from './arrow-name.js'

/** Which arrows and states of a machine were walked, by all the actors that were followed. */
export interface TransitionCoverage {
  /**
   * Follows a video client, or any actor of the machine, until the returned function is called. Any number may be followed,
   * also at the same time, and what they walk is added up. Throws a `TypeError` for an actor of another machine, and for
   * anything else.
   */
  follow(clientOrActor: object): () => void
  /** The arrows that were walked, such as `active.polling --DROPPED [attemptLeft]--> active.polling.reconnecting`. */
  readonly taken: readonly string[]
  /** The arrows that were not. */
  readonly missed: readonly string[]
  /** The states that nobody was in. */
  readonly missedStates: readonly string[]
  /** `55 of 57 arrows, 20 of 21 states`, and what was missed, a line each. */
  toString(): string
  /** The diagram of the machine, where each arrow that was not walked begins with `MISSED`. */
  toMermaid(): string
}

/**
 * Notes which arrows of a machine are walked, so that a test can say which were not. An event that the machine forbids is
 * no arrow. Works for any XState 5 machine; throws a `TypeError` for anything else.
 */
export function transitionCoverage(machine: unknown = videoMachine): TransitionCoverage {
  const model = toChartModel(machine)
  const arrows = model.transitions.filter(isArrow)
  const taken = new Set<string>()
  const reached = new Set<string>()
  const parentOf = new Map(model.states.map(({ id, parent }) => [id, parent]))
  const reach = (id: string | null | undefined) => {
    for (let state = id; state; state = parentOf.get(state)) reached.add(state)
  }
  const names = (list: readonly ChartTransition[]) => list.map((arrow) => arrowName(model, arrow))
  const missedArrows = () => arrows.filter(({ id }) => !taken.has(id))
  const missedStates = () =>
    model.states.filter(({ id }) => !reached.has(id)).map(({ id }) => stateName(model, id))

  return {
    follow(clientOrActor) {
      return followTransitions(actorOf(clientOrActor), model, {
        onState: (value) => {
          for (const id of activeStates(model, value)) reached.add(id)
        },
        onTransition: ({ id, source, targets }) => {
          taken.add(id)
          // A state that is left at once shows in no snapshot.
          for (const state of [source, ...targets]) reach(state)
        },
      })
    },
    get taken() {
      return names(arrows.filter(({ id }) => taken.has(id)))
    },
    get missed() {
      return names(missedArrows())
    },
    get missedStates() {
      return missedStates()
    },
    toString() {
      const count = `${arrows.length - missedArrows().length} of ${arrows.length} arrows`
      const states = `${model.states.length - missedStates().length} of ${model.states.length} states`
      const missed = [...missedStates(), ...names(missedArrows())]
      return [`${count}, ${states}`, ...(missed.length > 0 ? ['missed:', ...missed] : [])].join('\n  ')
    },
    toMermaid() {
      const missed = new Set(missedArrows().map(({ definition }) => definition))
      return toMermaid(machine, ({ definition }) => (missed.has(definition) ? 'MISSED ' : ''))
    },
  }
}

function actorOf(clientOrActor: unknown): ActorShape {
  const { actor = clientOrActor } = Object(clientOrActor) as { actor?: unknown }
  if (typeof (Object(actor) as { subscribe?: unknown }).subscribe === 'function') return toActor(actor)
  throw new TypeError(
    `follow() takes a video client or a running actor, such as follow(testWorld().client); it got ${nameOfValue(clientOrActor)}.`,
  )
}

interface Listener {
  onState(value: unknown): void
  onTransition(transition: ChartTransition): void
}

/** Calls back for the state now, and then for each transition and state. */
function followTransitions(actor: ActorShape, model: ChartModel, listener: Listener): () => void {
  const own = toChartModel(actor.logic)
  if (own !== model && namesOf(own) !== namesOf(model))
    throw new TypeError(
      `This coverage is of the machine "${model.id}"; the actor runs another one, "${own.id}". Make one for it: transitionCoverage(actor.logic).`,
    )
  // Machines that differ only in what was provided to them have the same transitions in the same order.
  const at = new Map(own.transitions.map(({ definition }, index) => [definition, index]))
  const { system } = actor as ActorShape & Pick<AnyActorRef, 'system'>
  const inspection = system.inspect((event: InspectionEvent) => {
    if ((event.actorRef as object) !== actor) return
    for (const definition of transitionsTaken(event)) {
      const transition = model.transitions[at.get(definition) ?? -1]
      if (transition) listener.onTransition(transition)
    }
  })
  const subscription = actor.subscribe(({ value }) => listener.onState(value))
  listener.onState(actor.getSnapshot().value)
  return () => {
    inspection.unsubscribe()
    subscription.unsubscribe()
  }
}

const namesOf = (model: ChartModel) =>
  model.transitions.map((transition) => arrowName(model, transition)).join('\n')
