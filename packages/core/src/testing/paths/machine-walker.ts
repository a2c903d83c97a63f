import { createActor } from 'xstate'
import { type ChartTransition, toChartModel } from '../../chart/chart-model.js'
import { transitionsTaken } from '../../chart/transitions-taken.js'
import { videoMachine } from '../../machine.js'
import type { VideoMachineEvent } from '../../video-run.js'
import { inMachineTime } from '../machine-time.js'

/** The machine at one moment of a path, with its timers and the world around it. Never changed, only succeeded. */
export interface Moment {
  readonly snapshot: VideoSnapshot
  /** ms since the epoch. */
  readonly now: number
  readonly isOnline: boolean
  /** When each timer is due, by the event it sends; ms since the epoch. */
  readonly timers: ReadonlyMap<string, number>
}

export type VideoSnapshot = ReturnType<typeof videoMachine.getInitialSnapshot>

/** What one event led to. */
export interface Walk {
  readonly moment: Moment
  readonly taken: readonly ChartTransition[]
}

export interface MachineWalker {
  start(now: number): Moment
  send(from: Moment, event: VideoMachineEvent): Walk
}

/**
 * Walks the machine without running it: no actor starts and no timer of the host is set, so that thousands of moments are
 * looked at in little time. The time and the network are what the moment says they are, and jitter takes half of its span.
 */
export function walkMachine(): MachineWalker {
  let isOnline = true
  const machine = videoMachine.provide({ guards: { offline: () => !isOnline } })
  const model = toChartModel(videoMachine)
  // Machines of one chart have the same transitions in the same order.
  const positions = new Map(toChartModel(machine).transitions.map(({ definition }, at) => [definition, at]))
  let taken: ChartTransition[] = []
  let timers = new Map<string, number>()
  const self = createActor(machine, {
    inspect: (event) => {
      for (const definition of transitionsTaken(event)) {
        const transition = model.transitions[positions.get(definition) ?? -1]
        if (transition) taken.push(transition)
      }
    },
  })
  const scope = {
    self,
    system: self.system,
    id: self.id,
    sessionId: self.sessionId,
    logger: () => {},
    defer: () => {},
    emit: () => {},
    stopChild: () => {},
    actionExecutor: ({ type, params }: { type: string; params: unknown }) => {
      // XState runs its timers as actions; this is where they are started and ended.
      const { sendId, id, delay } = Object(params) as { sendId?: string; id?: string; delay?: number }
      if (type === 'xstate.cancel' && sendId !== undefined) timers.delete(sendId)
      if (type === 'xstate.raise' && id !== undefined && delay !== undefined)
        timers.set(id, Date.now() + Math.max(0, delay))
    },
  }

  return {
    start: (now) => ({
      snapshot: machine.getInitialSnapshot(scope as never),
      now,
      isOnline: true,
      timers: new Map(),
    }),
    send(from, event) {
      taken = []
      timers = new Map(from.timers)
      timers.delete(event.type)
      isOnline = from.isOnline
      const snapshot = inMachineTime(
        () => from.now,
        () => machine.transition(from.snapshot, event, scope as never),
      )
      return { moment: { ...from, snapshot, timers }, taken }
    },
  }
}

/** Whether a request about the job is open. */
export const isStreamOpen = ({ snapshot }: Moment): boolean => 'stream' in snapshot.children
