import { activeStates, type ChartTransition } from '@reelstate/core/chart'
import { holderSample } from './holder-samples.js'
import type { RecordedActor, RecordedEvent, RecordedStep } from './recording.js'
import { isVideoModel, videoSample } from './video-events.js'

/** An event that a machine has arrows for, in the states where it is. */
export interface PossibleEvent {
  /** XState's name of it: what `send` takes. */
  readonly type: string
  /** `after` is a timer that can be let go off early; `done` and `error` are the end of an actor or of a state. */
  readonly kind: 'event' | 'after' | 'done' | 'error'
  /** As the chart calls it: the event, the delay, or the actor. */
  readonly name: string
  /** The transitions it may take, innermost first. */
  readonly transitions: readonly string[]
  /** Whether it carries more than its type, as far as is known. */
  readonly needsPayload: boolean
  /** A whole event to send: as it was last recorded, or one made up. Somebody may change it before it is sent. */
  readonly sample: RecordedEvent
  /** Whether the sample would be taken if it were sent now. False where the actor has gone on, or runs elsewhere. */
  readonly isPossible: boolean
}

/**
 * What could happen to an actor in a step, innermost states first. `steps` are those of the recording: samples come from
 * them, and only in the last step of an actor anything is possible.
 */
export function possibleEvents(
  actor: RecordedActor,
  step: RecordedStep,
  steps: readonly RecordedStep[] = [],
): PossibleEvent[] {
  const { model, can } = actor
  if (!model) return []
  const active = activeStates(model, step.value)
  const byType = new Map<string, ChartTransition[]>()
  // The model lists states from the outside in, and the transitions of each in the order in which they are tried.
  for (const state of model.states.toReversed()) {
    if (!active.has(state.id)) continue
    for (const transition of model.transitions) {
      const type = transition.source === state.id ? eventType(transition) : null
      if (type !== null) byType.set(type, [...(byType.get(type) ?? []), transition])
    }
  }
  const ofActor = steps.filter((other) => other.actor === actor.id)
  const latest = ofActor.at(-1) ?? step
  const isNow = latest.number <= step.number
  return [...byType].map(([type, transitions]) => {
    const [{ trigger, name } = {} as Partial<ChartTransition>] = transitions
    const sample = sampleOf(actor, step, type, ofActor)
    return {
      type,
      kind: trigger === undefined || trigger === 'always' ? 'event' : trigger,
      name: name ?? type,
      transitions: transitions.map(({ id }) => id),
      needsPayload: Object.keys(sample).length > 1,
      sample,
      isPossible: isNow && can !== null && ask(can, sample, latest),
    }
  })
}

/** What guards have said after a step: they are the app's, and are not run for every repaint. */
const answers = new WeakMap<RecordedStep, Map<string, boolean>>()

function ask(can: (event: RecordedEvent) => boolean, event: RecordedEvent, latest: RecordedStep): boolean {
  const known = answers.get(latest) ?? new Map<string, boolean>()
  answers.set(latest, known)
  const answer = known.get(event.type) ?? can(event)
  known.set(event.type, answer)
  return answer
}

/** Null where no event of its own sets the transition off, or any does. */
function eventType({ trigger, name, source, definition }: ChartTransition): string | null {
  if (trigger === 'always' || name.includes('*')) return null
  const { eventType } = definition as { eventType?: unknown }
  if (typeof eventType === 'string' && eventType !== '') return eventType
  // In a file only the chart's names are left.
  if (trigger === 'event') return name
  return trigger === 'after' ? `xstate.after.${name}.${source}` : `xstate.${trigger}.actor.${name}`
}

function sampleOf(
  { model, holder }: RecordedActor,
  { context }: RecordedStep,
  type: string,
  steps: readonly RecordedStep[],
): RecordedEvent {
  const seen = steps.findLast(({ event }) => event.type === type)?.event
  const own =
    holderSample(holder, type, steps) ??
    (model && isVideoModel(model) ? videoSample(type, context, seen) : null)
  if (own ?? seen) return (own ?? seen) as RecordedEvent
  if (type.startsWith('xstate.error.')) return { type, error: { message: 'Failed on purpose.' } }
  return type.startsWith('xstate.done.') ? { type, output: {} } : { type }
}
