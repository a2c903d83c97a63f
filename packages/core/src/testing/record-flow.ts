import { invokeName } from '../chart/machine-names.js'
import { nameOfValue } from '../chart/machine-shape.js'
import { valuePaths } from '../chart/value-paths.js'
import { type FlowMachine, shownPath, toFlowMachine } from './flow-machine.js'
import { writeFlow } from './flow-notation.js'
import { type FlowStep, foldSteps } from './flow-step.js'
import { readFlowEvent, sourceOf } from './read-flow-event.js'
import { writeSequenceDiagram } from './sequence-diagram.js'

/** A video client, a queue, or any other running XState actor. */
export type FlowSubject = FlowActor | { readonly actor: FlowActor }

/** What a recording needs of an actor; XState's have it. */
export interface FlowActor {
  readonly logic?: unknown
  getSnapshot(): unknown
}

/** What an actor went through since its recording began. */
export interface Flow {
  /** The state in which it began. */
  readonly start: string
  /** Every event that the actor took, in order. */
  readonly steps: readonly FlowStep[]
  /** Records nothing any more; what there is stays. */
  stop(): void
  /**
   * The flow to read, and to compare: `idle --GENERATE--> creating --JOB_CREATED--> polling.live`, in lines of about 100
   * characters. Repeats are one step, `--STATUS 10..90 (x9)-->`, and reads of the server that brought no news are left out.
   */
  toString(): string
  /** The flow as the text of a Mermaid sequence diagram between User, Machine and Server. */
  toSequenceDiagram(): string
}

interface Inspection {
  type: string
  actorRef: unknown
  sourceRef?: unknown
  event?: { type: string }
  snapshot?: unknown
}

interface System {
  inspect(listener: (event: Inspection) => void): { unsubscribe(): void }
}

/**
 * Records what an actor does from now on, through the inspection of its system: synchronous, complete, and without a
 * change to the actor.
 *
 * ```ts
 * const video = createTestClient()
 * const flow = recordFlow(video)
 * void video.generate({ prompt: 'a dog' })
 * await video.pass(30_000)
 * expect(`${flow}`).toMatchInlineSnapshot()
 * ```
 *
 * A state is named by its path, several at once are joined with ` + `; the video machine's parent `active` goes without
 * saying. Names that would read as something else are in quotes. Throws a `TypeError` for something that is no actor of
 * XState 5.
 */
export function recordFlow(subject: FlowSubject): Flow {
  const actor = toFlowActor(subject)
  const machine = toFlowMachine(actor.logic)
  const { isVideo } = machine
  const steps: FlowStep[] = []
  const names = new Map<string, string>()
  const name = (child: unknown) => {
    const { id, src } = Object(child) as { id: string; src: unknown }
    names.set(id, invokeName({ id, src }))
  }
  let calls: string[] = []
  /** Who sent an event, which may be taken only after others. */
  const senders = new WeakMap<object, unknown>()
  let before = actor.getSnapshot()
  for (const child of Object.values((Object(before) as SnapshotShape).children ?? {})) name(child)
  const start = stateOf(before, isVideo)

  const inspection = actor.system.inspect(({ type, actorRef, sourceRef, event, snapshot }) => {
    if (type === '@xstate.actor' && actorRef !== actor) {
      const { id, _parent: parent } = Object(actorRef) as { id: string; _parent: unknown }
      if (parent !== actor) return
      name(actorRef)
      calls.push(names.get(id) ?? id)
    } else if (actorRef !== actor || !event) return
    else if (type === '@xstate.event') senders.set(event, sourceRef)
    else if (type === '@xstate.snapshot') {
      // That it was started is no step of it.
      if (event.type !== 'xstate.init')
        steps.push({
          from: stateOf(before, isVideo),
          ...readFlowEvent(event, (id) => names.get(id) ?? invokeName({ id, src: undefined }), isVideo),
          to: stateOf(snapshot, isVideo),
          source: sourceOf(event, senders.get(event), actor, isVideo),
          calls: isVideo ? calls.flatMap((call) => requestOf(call, snapshot)) : calls,
          isIgnored: isSame(before, snapshot),
        })
      before = snapshot
      calls = []
    }
  })
  const flow: Flow = {
    start,
    steps,
    stop: () => inspection.unsubscribe(),
    toString: () => writeFlow(start, foldSteps(steps, isVideo)),
    toSequenceDiagram: () => writeSequenceDiagram(start, foldSteps(steps, isVideo)),
  }
  machines.set(flow, machine)
  return flow
}

const machines = new WeakMap<object, FlowMachine>()

/** The machine whose flow it is. */
export const machineOf = (flow: Flow): FlowMachine => machines.get(flow) ?? toFlowMachine(undefined)

function toFlowActor(subject: unknown) {
  const { actor = subject, client } = Object(subject) as { actor?: unknown; client?: { actor?: unknown } }
  const { system } = Object(actor) as { system?: Partial<System> }
  if (typeof system?.inspect === 'function') return actor as FlowActor & { system: System }
  const hint = client?.actor ? ' It has a client of its own: record that.' : ''
  throw new TypeError(
    `recordFlow() takes a video client or an XState 5 actor; it got ${nameOfValue(subject)}.${hint}`,
  )
}

interface SnapshotShape {
  value?: unknown
  context?: unknown
  status?: string
  children?: Record<string, unknown>
}

/** `polling.live`; of parallel states `upload.done + preview.shown`. Logic without states is in its status. */
function stateOf(snapshot: unknown, isVideo: boolean): string {
  const { value, status = '' } = Object(snapshot) as SnapshotShape
  if (value === undefined) return status
  const paths = valuePaths(value).map((path) => path.join('.'))
  return paths.map((path) => shownPath(path, isVideo)).join(' + ')
}

function isSame(before: unknown, after: unknown): boolean {
  const [one, other] = [Object(before) as SnapshotShape, Object(after) as SnapshotShape]
  return (
    one.context === other.context &&
    one.status === other.status &&
    JSON.stringify(one.value) === JSON.stringify(other.value)
  )
}

/** What the video machine's actors ask the server for; the one that watches the network asks nothing. */
function requestOf(name: string, snapshot: unknown): string[] {
  if (name === 'jobCancel') return ['cancel']
  if (name !== 'jobStream') return []
  return [Object((snapshot as SnapshotShape).context).job ? 'resume' : 'create']
}
