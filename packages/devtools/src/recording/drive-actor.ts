import { type ActorShape, isVideoMachine } from '@reelstate/core/chart'
import type { RecordedActor, RecordedEvent } from './recording.js'
import { toVideoEvent } from './video-events.js'

type Methods = Readonly<Record<string, ((...args: unknown[]) => unknown) | undefined>>
type EventMethods = Readonly<Record<string, (owner: Methods, event: RecordedEvent) => unknown>>

/** A client mints the keys of a run, and keeps its record. */
const CLIENT: EventMethods = {
  GENERATE: (client, event) => client.generate?.(demand(event, 'input', Object(event.input) === event.input)),
  RETRY: (client) => client.retry?.(),
  RESUME: (client, event) => client.resume?.(demand(event, 'reference', typeof event.reference === 'string')),
  CANCEL: (client) => client.stop?.(),
  RESET: (client) => client.reset?.(),
  REFRESH: (client) => client.refreshResult?.(),
}

/** A queue keeps its list. */
const QUEUE: EventMethods = {
  ADD: (queue, event) => queue.add?.(demand(event, 'input', Object(event.input) === event.input)),
  CANCEL: (queue, event) => queue.cancel?.(demand(event, 'id', typeof event.id === 'string')),
  RETRY: (queue, event) => queue.retry?.(demand(event, 'id', typeof event.id === 'string')),
  REMOVE: (queue, event) => queue.remove?.(demand(event, 'id', typeof event.id === 'string')),
  PAUSE: (queue) => queue.pause?.(),
  RESUME: (queue) => queue.resume?.(),
}

function demand(event: RecordedEvent, field: string, isThere: boolean): unknown {
  if (isThere) return event[field]
  throw new TypeError(`${event.type} needs ${field}. Start from the sample.`)
}

/** How a running actor is sent events, and asked for them. `owner` is the client or queue that holds it, if there is one. */
export function driveActor(
  actor: ActorShape,
  owner: object | null,
): Pick<RecordedActor, 'send' | 'can' | 'holder'> {
  const { send } = actor as { send?: (event: RecordedEvent) => void }
  if (typeof send !== 'function') return { send: null, can: null, holder: null }
  const holder = holderOf(owner)
  const methods = holder === 'client' ? CLIENT : holder === 'queue' ? QUEUE : {}
  const isVideo = isVideoMachine(actor.logic)
  return {
    holder,
    send(event) {
      const method = Object.hasOwn(methods, event.type) ? methods[event.type] : undefined
      if (method) method(owner as Methods, event)
      else send.call(actor, isVideo ? toVideoEvent(event) : event)
    },
    can: (event) => canTake(actor, event),
  }
}

function holderOf(owner: object | null): RecordedActor['holder'] {
  const { generate, add } = Object(owner) as Methods
  if (typeof generate === 'function') return 'client'
  return typeof add === 'function' ? 'queue' : null
}

function canTake(actor: ActorShape, event: RecordedEvent): boolean {
  const snapshot = actor.getSnapshot() as { status?: string; can?: (event: RecordedEvent) => boolean }
  try {
    return snapshot.status === 'active' && snapshot.can?.(event) === true
  } catch {
    // A guard that reads a payload of another shape.
    return false
  }
}
