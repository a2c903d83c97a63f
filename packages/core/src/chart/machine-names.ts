import type { ChartTrigger } from './chart-model.js'
import type { StateNodeShape, TransitionShape } from './machine-shape.js'

/** How XState names the events that it sends to itself. */
const OWN_EVENTS: readonly [RegExp, ChartTrigger][] = [
  [/^xstate\.done\.(?:actor|state)\./, 'done'],
  [/^xstate\.error\.actor\./, 'error'],
]

/** What sets a transition off, in the words of whoever wrote the machine. */
export function triggerOf(
  node: StateNodeShape,
  event: string,
  { delay }: TransitionShape,
): { trigger: ChartTrigger; name: string } {
  if (delay !== undefined) return { trigger: 'after', name: String(delay) }
  if (event === '') return { trigger: 'always', name: '' }
  for (const [prefix, trigger] of OWN_EVENTS) {
    if (!prefix.test(event)) continue
    const id = event.replace(prefix, '')
    const invoke = node.invoke.find((invoked) => invoked.id === id)
    return { trigger, name: invoke ? invokeName(invoke) : id === node.id ? '' : id }
  }
  return { trigger: 'event', name: event }
}

/** The invoked logic by its name, or by its id where it was written in place. */
export const invokeName = ({ id, src }: { id: string; src: unknown }) =>
  typeof src === 'string' && !src.startsWith('xstate.invoke.') ? src : /^\d+\./.test(id) ? 'actor' : id

/** A guard by its name; combinations are spelled out. */
export function guardName(guard: unknown): string {
  if (typeof guard === 'string') return guard
  const { type, name, guards, stateValue } = Object(guard) as {
    type?: unknown
    name?: string
    guards?: unknown[]
    stateValue?: unknown
  }
  if (stateValue !== undefined)
    return `in ${typeof stateValue === 'string' ? stateValue : JSON.stringify(stateValue)}`
  if (guards) {
    const operator = operatorOf(guard, guards.length)
    const names = guards.map(guardName)
    return operator === 'not' ? `not ${names[0]}` : names.join(` ${operator} `)
  }
  if (typeof type === 'string') return type
  return name || 'guard'
}

/** Bundlers rename XState's `and`, `or` and `not`, so the operator is told by what it answers. */
function operatorOf(guard: unknown, count: number): 'and' | 'or' | 'not' {
  const { check } = guard as {
    check(snapshot: object, scope: object, operands: { guards: (() => boolean)[] }): boolean
  }
  const answer = (...operands: boolean[]) =>
    check(
      { machine: { implementations: { guards: {} } } },
      { context: {}, event: { type: '' } },
      { guards: operands.map((operand) => () => operand) },
    )
  try {
    if (count === 1 && !answer(true)) return 'not'
    return answer(true, false) ? 'or' : 'and'
  } catch {
    return 'and'
  }
}

/** An action by its name, as a list: the timers that XState starts for `after` are none. */
export function actionName(action: unknown): string[] {
  if (typeof action === 'string') return [action]
  const { type, name, event, sendId } = Object(action) as {
    type?: unknown
    name?: string
    event?: { type?: unknown }
    sendId?: unknown
  }
  if (typeof type !== 'string') return [name || 'action']
  // XState runs its timers as actions on entry and exit.
  if ([event?.type, sendId].some((id) => String(id).startsWith('xstate.after.'))) return []
  return [type.replace(/^xstate\./, '')]
}
