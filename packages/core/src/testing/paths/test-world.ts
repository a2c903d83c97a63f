import { jobCreated, jobResult, jobStatus, runError, runFinished, type VideoError } from '../../protocol.js'
import type { VideoClient, VideoRunOptions } from '../../video-client.js'
import type { VideoPersistence } from '../../video-persistence.js'
import type { VideoMachineEvent, VideoRun } from '../../video-run.js'
import { createSimulatedClock } from '../create-simulated-clock.js'
import { createTestClient } from '../create-test-client.js'
import { scriptedTransport } from '../scripted-transport.js'
import type { VideoDriver, VideoDrivers } from './drive-path.js'
import { PATHS_START } from './step-graph.js'
import { stateOf } from './to-video-step.js'
import type { VideoPath, VideoStep } from './video-path.js'

export interface TestWorldOptions
  extends Omit<VideoRunOptions, 'persist' | 'maxDuration' | 'maxAttempts' | 'stallMs'> {
  /** Runs around each step: the `act` of React's Testing Library, so that the page shows what the step led to. */
  act?: (step: () => Promise<void>) => unknown
}

/** A client for one page and one path, with everything around it played by the test. */
export interface TestWorld {
  /** To be shown by the page under test. */
  readonly client: VideoClient
  /**
   * Walks a path: what the server, the network and the clock do is done here, what users do is yours to give, by the names
   * of the steps. After each step the client stands where the path says, and `check` is called. A page that is not mounted
   * by the test is there all the same; give `leave` and `come back` to unmount and mount your own.
   *
   * Rejects with an error that names the step and all before it.
   */
  drive(path: VideoPath, acts: VideoDrivers): Promise<void>
}

/** A world in which the paths of `videoPaths` are walked in milliseconds, with your own page before the client. */
export function testWorld({ act = (step) => step(), ...options }: TestWorldOptions = {}): TestWorld {
  const clock = createSimulatedClock({ now: PATHS_START })
  const transport = scriptedTransport([], { clock })
  /** Whose run is followed in place of the next order, once another page is to have one. */
  let adopt: ((run: VideoRun) => void) | undefined
  let isAdopted = false
  const persist: VideoPersistence = () => ({
    attach: () => () => {},
    claim: async () => (isAdopted ? new Promise<VideoRun>((resolve) => (adopt = resolve)) : undefined),
  })
  const client = createTestClient({ ...options, persist, connection: transport, clock })
  const actor = client.actor as typeof client.actor & { send(event: VideoMachineEvent): void }
  const { network } = client

  let answerCancel: (outcome: 'canceled') => void = () => {}
  const holdCancel = () => {
    transport.cancelAnswer = new Promise((resolve) => (answerCancel = resolve))
  }
  holdCancel()

  let leavePage: (() => void) | undefined
  const leave = () => {
    if (!leavePage) throw new Error("The page is the test's own. Add { leave: () => unmount() }.")
    leavePage()
  }
  const comeBack = () => {
    leavePage = client.attach()
  }
  const isShown = () => (actor.getSnapshot().context as { isShown?: boolean }).isShown !== undefined
  const say: VideoDriver = ({ events }) => transport.send(...events.flatMap(toWireEvents))
  const refuse: VideoDriver = ({ events: [event] }) => transport.fail(errorOf(event))
  const world: VideoDrivers = {
    leave,
    'come back': comeBack,
    'restore a finished video': ({ events }) => events.map((event) => actor.send(event)),
    'another page has a run': ({ events }) => {
      for (const event of events) if (event.type === 'ADOPTED') adopt?.(event.run)
    },
    server: say,
    'refused moderated': refuse,
    'refused not_found': refuse,
    'cancel answered': () => {
      answerCancel('canceled')
      holdCancel()
    },
    drop: network.drop,
    offline: network.goOffline,
    online: () => {
      network.goOffline()
      network.goOnline()
    },
    time: ({ ms }) => clock.pass(ms),
  }

  const drive: TestWorld['drive'] = (path, acts) => {
    const drivers = { ...world, ...acts }
    const around =
      (driver: VideoDriver): VideoDriver =>
      (step, next) => {
        isAdopted = next?.name === 'another page has a run'
        return act(async () => {
          await driver(step, next)
          // What promises can do without time is done.
          await clock.pass(0)
        })
      }
    const check: VideoDriver = (step, next) => {
      // Where the test mounts no page, one is pretended.
      if (!isShown()) comeBack()
      expectState(step, actor.getSnapshot().value)
      return acts.check?.(step, next)
    }
    const wrapped = Object.entries(drivers).map(([name, driver]) => [name, driver && around(driver)])
    return path.drive({ ...Object.fromEntries(wrapped), check })
  }
  return { client, drive }
}

function expectState({ state, label }: VideoStep, value: unknown): void {
  const found = stateOf(value)
  if (found === state) return
  throw new Error(`After "${label}" the machine should be in ${state}; it is in ${found}.`)
}

/** What a server writes for the events that its stream becomes. */
function toWireEvents(event: VideoMachineEvent) {
  if (event.type === 'JOB_CREATED') return [jobCreated(event.job)]
  if (event.type === 'FAILED') return [runError(event.error)]
  if (event.type === 'RESULT') return [jobResult(event.result), runFinished('run-1', 'thread-1')]
  if (event.type !== 'STATUS') return []
  return event.reports.flatMap(({ videoStatus }) => (videoStatus ? [jobStatus(videoStatus)] : []))
}

function errorOf(event: VideoMachineEvent | undefined): VideoError | undefined {
  return event?.type === 'FAILED' ? event.error : undefined
}
