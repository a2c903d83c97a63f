import type { FlowSource } from './flow-step.js'

/** An event as XState's inspection reports it, as far as a flow shows it. */
interface EventShape {
  type: string
  error?: unknown
  outcome?: unknown
  reports?: readonly { progress?: number; videoStatus?: { status: string }; queuePosition?: number | null }[]
}

/** What answers the video machine, its server, its storage or the network: these come from no user. */
const ANSWERS = new Set([
  'JOB_CREATED',
  'ADOPTED',
  'STATUS',
  'RESULT',
  'FAILED',
  'DROPPED',
  'CANCEL_ANSWERED',
  'ONLINE',
])

/** An event in the words of a flow. Actors that have no name of their own are called by what they run. */
export function readFlowEvent(event: EventShape, nameOf: (actorId: string) => string, isVideo: boolean) {
  const { type } = event
  const after = /^xstate\.after\.([^.]+)\./.exec(type)
  const ended = /^xstate\.(done|error)\.(?:actor|state)\.(.+)$/.exec(type)
  if (after) return { event: `after ${after[1]}`, detail: '' }
  if (type === 'xstate.stop') return { event: 'stop', detail: '' }
  if (ended?.[2]) return { event: `${ended[1]} ${nameOf(ended[2])}`, detail: codeOf(event.error) }
  const isReport = isVideo && type === 'STATUS'
  return { event: type, detail: isReport ? reportOf(event) : codeOf(event.error ?? event.outcome) }
}

/** Who sent it. The video machine's own events are told by their names, any other's by their sender. */
export function sourceOf({ type }: EventShape, sender: unknown, self: unknown, isVideo: boolean): FlowSource {
  if (isVideo && ANSWERS.has(type)) return 'server'
  if (type.startsWith('xstate.after.') || sender === self) return 'machine'
  return sender === undefined || sender === null ? 'user' : 'server'
}

function codeOf(said: unknown): string {
  if (typeof said === 'string') return said
  const { code, name } = Object(said) as { code?: unknown; name?: unknown }
  return [code, name].find((word): word is string => typeof word === 'string') ?? ''
}

function reportOf({ reports = [] }: EventShape): string {
  const { progress, queuePosition, videoStatus } = reports.at(-1) ?? {}
  if (progress !== undefined) return `${progress}`
  if (typeof queuePosition === 'number') return `queue ${queuePosition}`
  return videoStatus?.status ?? ''
}
