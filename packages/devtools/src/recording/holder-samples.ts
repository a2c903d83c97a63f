import type { RecordedActor, RecordedEvent, RecordedStep } from './recording.js'
import { PROMPT } from './video-events.js'

/** What a client or a queue is asked, as an event; null for the events that go to the machine itself. */
export function holderSample(
  holder: RecordedActor['holder'],
  type: string,
  steps: readonly RecordedStep[],
): RecordedEvent | null {
  if (holder === 'client') return clientSample(type, steps)
  return holder === 'queue' ? queueSample(type, steps) : null
}

function clientSample(type: string, steps: readonly RecordedStep[]): RecordedEvent | null {
  if (type === 'GENERATE') return { type, input: lastInput(steps) ?? PROMPT }
  if (type === 'RESUME') return { type, reference: 'made-up-job' }
  return ['RETRY', 'CANCEL', 'RESET', 'REFRESH'].includes(type) ? { type } : null
}

function queueSample(type: string, steps: readonly RecordedStep[]): RecordedEvent | null {
  if (type === 'ADD') return { type, input: PROMPT }
  const { items = [] } = Object(steps.at(-1)?.context) as { items?: { id: string }[] }
  if (['CANCEL', 'RETRY', 'REMOVE'].includes(type)) return { type, id: items.at(-1)?.id ?? '' }
  return type === 'PAUSE' || type === 'RESUME' ? { type } : null
}

function lastInput(steps: readonly RecordedStep[]): unknown {
  const run = steps.findLast(({ event }) => event.type === 'GENERATE')?.event.run
  return (Object(run) as { facts?: { input?: unknown } }).facts?.input
}
