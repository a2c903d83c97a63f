import type { ActorShape, ChartModel, ChartTransition } from '@reelstate/core/chart'

/** `live → reconnecting.waiting`: two configurations without the path that they share. */
export function moveText(from: readonly string[][], to: readonly string[][]): string {
  const all = [...from, ...to]
  const [first = []] = all
  const shared = first.findIndex((key, depth) => all.some((path) => path[depth] !== key))
  // The innermost name always stays, also where one path lies in the other.
  const start = Math.min(shared === -1 ? first.length : shared, ...all.map((path) => path.length - 1))
  const text = (paths: readonly string[][]) =>
    paths.map((path) => path.slice(Math.max(0, start)).join('.')).join(' + ')
  return from.length > 0 ? `${text(from)} → ${text(to)}` : text(to)
}

/** What happened since the last call: where the machine is now, and the transitions that brought it there. */
export type StepListener = (value: unknown, taken: readonly ChartTransition[]) => void

/** Follows an actor until the returned function is called. Calls back once at the start. */
export function followActor(actor: ActorShape, model: ChartModel, onStep: StepListener): () => void {
  const byDefinition = new Map(model.transitions.map((transition) => [transition.definition, transition]))
  let taken: ChartTransition[] = []
  const inspection = inspectSystem(actor, (definitions) => {
    for (const definition of definitions) {
      const transition = byDefinition.get(definition)
      if (transition) taken.push(transition)
    }
  })
  const subscription = actor.subscribe(({ value }) => {
    onStep(value, taken)
    taken = []
  })
  onStep(actor.getSnapshot().value, [])
  return () => {
    subscription.unsubscribe()
    inspection?.unsubscribe()
  }
}

interface Microstep {
  readonly type: string
  readonly actorRef: unknown
  readonly _transitions?: readonly object[]
}

/** XState reports each step to the inspectors of the actor's system. An actor of another make may have none. */
function inspectSystem(actor: ActorShape, onTransitions: (definitions: readonly object[]) => void) {
  const { inspect } = Object(actor.system) as {
    inspect?: (listener: (event: Microstep) => void) => { unsubscribe(): void }
  }
  if (typeof inspect !== 'function') return undefined
  return inspect.call(actor.system, ({ type, actorRef, _transitions = [] }) => {
    if (type === '@xstate.microstep' && actorRef === actor) onTransitions(_transitions)
  })
}
