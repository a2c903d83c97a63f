import { jobCreated, jobResult, jobStatus, runError, runFinished, type VideoError } from '../../protocol.js'
import type { VideoResultOf, VideoRunOptions } from '../../video-client.js'
import type { VideoPersistence } from '../../video-persistence.js'
import type { VideoMachineEvent, VideoRun } from '../../video-run.js'
import { createSimulatedClock } from '../create-simulated-clock.js'
import { createTestClient, type TestClient } from '../create-test-client.js'
import { type ScriptedTransport, scriptedTransport } from '../scripted-transport.js'
import { checkDrivers } from './check-drivers.js'
import type { VideoDriver, VideoDrivers } from './drive-path.js'
import { PATHS_START } from './step-graph.js'
import { stateOf } from './to-video-step.js'
import type { VideoPath, VideoStep, VideoStepName } from './video-path.js'
import { waitForDriver } from './wait-for-driver.js'

export interface TestWorldOptions
  extends Omit<VideoRunOptions, 'persist' | 'maxDuration' | 'maxAttempts' | 'stallMs'> {
  /** Runs around each step: the `act` of React's Testing Library, so that the page shows what the step led to. */
  act?: (step: () => Promise<void>) => unknown
  /**
   * How long one of your drivers may take, in ms of real time. Default: 4,000, so that its error comes before test runners
   * give up, which they do after 5,000 unless told otherwise.
   */
  stepLimit?: number
}

/** A client for one page and one path, with everything around it played by the test. */
export interface TestWorld {
  /** To be shown by the page under test. Its `clock`, `network` and `transport` are those of the path. */
  readonly client: TestClient<VideoResultOf<void>, ScriptedTransport>
  /**
   * Walks a path, once: what the server, the network and the clock do is done here, what users do is yours to give, by the
   * names of the steps, or as `user` for all of them. After each step the client stands where the path says, and `check` is
   * called. A page that is not mounted by the test is there all the same; give `leave` and `come back`, or `page`, to unmount
   * and mount your own.
   *
   * What you give for `server`, `network` or `time` takes the place of what is done here. A `page` also hears of the steps
   * that only this world can do: `restore a finished video`, `another page has a run` and `page looked at again`.
   *
   * A driver's promise is awaited, but for those of the client's `generate`, `retry` and `resume`, which wait for the end of
   * the run. Rejects with an error that names the step and all before it.
   */
  drive(path: VideoPath, acts: VideoDrivers): Promise<void>
}

/** What no page under test can do by itself. */
const ONLY_HERE: readonly VideoStepName[] = [
  'restore a finished video',
  'another page has a run',
  'page looked at again',
]

/** A world in which the paths of `videoPaths` are walked in milliseconds, with your own page before the client. */
export function testWorld(options: TestWorldOptions = {}): TestWorld {
  const { act = (step) => step(), stepLimit = 4_000, ...given } = options
  const clock = createSimulatedClock({ now: PATHS_START })
  const transport = scriptedTransport([], { clock })
  /** Whose run is followed in place of the next order, once another page is to have one. */
  let adopt: ((run: VideoRun) => void) | undefined
  let isAdopted = false
  const persist: VideoPersistence = () => ({
    attach: () => () => {},
    claim: async () => (isAdopted ? new Promise<VideoRun>((resolve) => (adopt = resolve)) : undefined),
  })
  const made = createTestClient({ ...given, persist, connection: transport, clock })
  const runs = new WeakSet<object>()
  const noted = <TRun extends object>(run: TRun) => {
    runs.add(run)
    return run
  }
  const client: TestWorld['client'] = {
    ...made,
    generate: (input) => noted(made.generate(input)),
    retry: () => noted(made.retry()),
    resume: (reference) => noted(made.resume(reference)),
  }
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
  const wasShown = () => (actor.getSnapshot().context as { isShown?: boolean }).isShown !== undefined
  const say: VideoDriver = ({ events }) => transport.send(...events.flatMap(toWireEvents))
  const refuse: VideoDriver = ({ events: [event] }) => transport.fail(errorOf(event))
  const sendAll: VideoDriver = ({ events }) => events.map((event) => actor.send(event))
  const world: VideoDrivers = {
    leave,
    'come back': comeBack,
    'page looked at again': sendAll,
    'restore a finished video': sendAll,
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
    online: network.goOnline,
    time: ({ ms }) => clock.pass(ms),
  }

  /** Who does a step: the test before this world, and the step's own driver before that of the actor. */
  const driverOf = (acts: VideoDrivers, { name, actor }: VideoStep): VideoDriver | undefined => {
    const [own, others] = [world[name] ?? world[actor], acts[actor]]
    if (acts[name] || !others) return acts[name] ?? own
    if (!own || !ONLY_HERE.includes(name)) return others
    return async (step, next) => {
      await own(step, next)
      await others(step, next)
    }
  }

  let isDriven = false
  const drive: TestWorld['drive'] = async (path, acts) => {
    checkDrivers(acts)
    if (isDriven)
      throw new Error(
        'One world drives one path: its client stands where the first path ended. Make another with testWorld().',
      )
    isDriven = true
    const around =
      (driver: VideoDriver): VideoDriver =>
      (step, next) => {
        isAdopted = next?.name === 'another page has a run'
        return act(async () => {
          const done = driver(step, next)
          if (!runs.has(Object(done))) await waitForDriver(done, step, stepLimit)
          // What promises can do without time is done.
          await clock.pass(0)
        })
      }
    const check: VideoDriver = async (step, next) => {
      // Where the test mounts no page, one is pretended.
      if (!wasShown()) comeBack()
      const { value, context } = actor.getSnapshot()
      expectState(step, value, context)
      await waitForDriver(acts.check?.(step, next), step, stepLimit, 'check')
    }
    const drivers = path.steps.map((step) => {
      const driver = driverOf(acts, step)
      return [step.name, driver && around(driver)]
    })
    return path.drive({ ...Object.fromEntries(drivers), check })
  }
  return { client, drive }
}

function expectState({ state, label }: VideoStep, value: unknown, context: unknown): void {
  const found = stateOf(value)
  if (found === state) return
  const { error } = (context as { facts: { error: VideoError | null } }).facts
  const reason = found === 'error' && error ? `: ${error.code}, "${error.message}"` : ''
  throw new Error(`After "${label}" the machine should be in ${state}; it is in ${found}${reason}.`)
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
