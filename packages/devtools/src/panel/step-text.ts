import { type ChartModel, type ChartTransition, valuePaths } from '@reelstate/core/chart'
import { triggerText } from '../chart-plan.js'
import type { RecordedEvent, RecordedStep } from '../recording/recording.js'

/** `moved` to another state, something done `inPlace`, an event that was `ignored`, where the recording `began`, or a crash. */
export type StepKind = 'began' | 'moved' | 'inPlace' | 'ignored' | 'failed'

/** What one step did; `before` is the step of the same actor before it. */
export function stepKind(step: RecordedStep, before: RecordedStep | undefined): StepKind {
  if (step.event.type === 'xstate.init') return 'began'
  // The recorder's own step: an actor that failed sends nothing any more. A child's error has other ends.
  if (step.event.type.startsWith('xstate.error.actor.') && step.taken.length === 0) return 'failed'
  // The steps before it may have been dropped to make room.
  if (!before) return step.taken.length > 0 ? 'inPlace' : 'began'
  if (!sameValue(before.value, step.value)) return 'moved'
  return step.taken.length > 0 || before.context !== step.context ? 'inPlace' : 'ignored'
}

/** Whether two snapshots' values name the same states. Called for every step of a long recording. */
export function sameValue(a: unknown, b: unknown, around: readonly unknown[] = []): boolean {
  if (a === b) return true
  // What another window or a file calls a state's value may contain itself.
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || around.includes(a)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && sameValue(Reflect.get(a, key), Reflect.get(b, key), [...around, a]))
  )
}

/** `polling.live`, or `sound.loud + picture.end` where regions run side by side. */
export function stateText(value: unknown): string {
  try {
    return valuePaths(value)
      .map((path) => path.join('.'))
      .join(' + ')
  } catch {
    // A proxy that throws, or that was taken back.
    return 'a state that cannot be read'
  }
}

const byId = new WeakMap<ChartModel, Map<string, ChartTransition>>()

/** The transitions that a step took. */
export function takenBy({ taken }: RecordedStep, model: ChartModel | null): ChartTransition[] {
  if (!model || taken.length === 0) return []
  const known = byId.get(model) ?? new Map(model.transitions.map((each) => [each.id, each]))
  byId.set(model, known)
  return taken.flatMap((id) => known.get(id) ?? [])
}

const OWN_NAMES: readonly [pattern: RegExp, words: string][] = [
  [/^xstate\.init$/, 'start'],
  [/^xstate\.stop$/, 'stop'],
  [/^xstate\.after\.([^.]+).*$/, 'after $1'],
  [/^xstate\.done\.(?:actor|state)\.(.+)$/, 'done $1'],
  [/^xstate\.error\.actor\.(.+)$/, 'error $1'],
  [/^xstate\.snapshot\.(.+)$/, 'snapshot $1'],
]

/** An event as people read it: `STATUS`, `after backoff`, `done upload`. */
export function eventText({ event }: RecordedStep, taken: readonly ChartTransition[]): string {
  if (!event.type.startsWith('xstate.')) return event.type
  const timer = taken.find(({ trigger }) => trigger === 'after')
  if (timer && event.type.startsWith('xstate.after.')) return triggerText(timer)
  const [pattern, words] = OWN_NAMES.find(([each]) => each.test(event.type)) ?? [/$/, '']
  return event.type.replace(pattern, words)
}

/** What came with an event, or undefined where nothing did. */
export function payloadOf({ type: _type, ...payload }: RecordedEvent): Record<string, unknown> | undefined {
  return Object.keys(payload).length > 0 ? payload : undefined
}
