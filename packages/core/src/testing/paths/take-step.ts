import type { ChartTransition } from '../../chart/chart-model.js'
import { VideoError } from '../../protocol.js'
import type { VideoMachineEvent } from '../../video-run.js'
import { isStreamOpen, type MachineWalker, type Moment } from './machine-walker.js'
import type { PossibleStep } from './possible-steps.js'

/** A step that was taken on the machine, and where it led. */
export interface TakenStep {
  readonly step: PossibleStep
  readonly events: readonly VideoMachineEvent[]
  readonly after: Moment
  readonly taken: readonly ChartTransition[]
}

/** What a request becomes that the network breaks. */
export const DROPPED = {
  type: 'DROPPED',
  error: new VideoError('connection_lost', 'The connection failed.'),
} as const satisfies VideoMachineEvent

const OF_THE_STREAM: readonly string[] = ['JOB_CREATED', 'STATUS', 'RESULT', 'FAILED', 'DROPPED']

/** Lets a step happen. What the client does by itself in the same turn happens with it. */
export function takeStep(walker: MachineWalker, from: Moment, step: PossibleStep): TakenStep {
  const { ms = 0, isOnline = from.isOnline } = step
  let after: Moment = { ...from, now: from.now + ms, isOnline }
  const taken: ChartTransition[] = []
  const events: VideoMachineEvent[] = []
  const send = (event: VideoMachineEvent) => {
    const walk = walker.send(after, event)
    after = walk.moment
    taken.push(...walk.taken)
    events.push(event)
  }
  for (const event of step.events) {
    // Who has closed the stream hears no more of it.
    if (OF_THE_STREAM.includes(event.type) && !isStreamOpen(after)) break
    send(event)
  }
  // Without a network a request fails at once.
  if (!isOnline && isStreamOpen(after)) send(DROPPED)
  if (after.snapshot.matches({ active: { canceling: 'asking' } })) {
    // Where the server offers no cancellation, nobody is asked.
    if (!after.snapshot.context.job?.cancel) send({ type: 'CANCEL_ANSWERED', outcome: 'unsupported' })
    else if (!isOnline) send({ type: 'CANCEL_ANSWERED', outcome: 'requested' })
  }
  return { step, events, after, taken }
}
