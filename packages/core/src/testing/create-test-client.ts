import { createActor } from 'xstate'
import { controlVideo } from '../control-video.js'
import { fetcherTransport, type VideoFetcher } from '../fetcher-transport.js'
import { callGuest } from '../guest.js'
import { jobCancel, jobStream } from '../job-stream.js'
import type { Tell } from '../notify-callbacks.js'
import { VideoError } from '../protocol.js'
import { task } from '../task.js'
import type { ConnectionAdapter } from '../transport.js'
import type { VideoClient, VideoResultOf, VideoRunOptions, VideoTransportOptions } from '../video-client.js'
import { videoMachine } from '../video-machine.js'
import type { PersistedRuns } from '../video-persistence.js'
import type { VideoMachineEvent } from '../video-run.js'
import { onClock } from './clock-in-force.js'
import { createSimulatedClock } from './create-simulated-clock.js'
import { createSimulatedNetwork, type SimulatedNetwork } from './create-simulated-network.js'
import { inMachineTime, inRealTime } from './machine-time.js'
import { ORDINARY_RUN } from './script-steps.js'
import { ScriptedTransport, scriptedTransport } from './scripted-transport.js'
import type { TestClock } from './test-clock.js'
import { persistSettled, watchPersist } from './watch-persist.js'

/** What `createVideoClient` takes, and the world around the client. */
export interface TestClientOptions<
  TTransformed = void,
  TConnection extends ConnectionAdapter = ScriptedTransport,
> extends VideoRunOptions<TTransformed>,
    Pick<VideoTransportOptions, 'fetcher'> {
  /** Default: a `scriptedTransport` with an ordinary run, a video after 30 s, on the same clock. */
  connection?: TConnection
  /** Default: `createSimulatedClock()`. Share one to run several clients, or a model server, on the same time. */
  clock?: TestClock
  /** Default: one of its own. Share one to keep what is broken broken over a reload. */
  network?: SimulatedNetwork
}

/** How XState's actors reach those who inspect their system. */
interface Inspected {
  _sendInspectionEvent(event: object): void
}

/** A video client with the switches of its world. */
export interface TestClient<TResult, TConnection extends ConnectionAdapter> extends VideoClient<TResult> {
  readonly clock: TestClock
  /**
   * Lets so many ms pass, with everything that happens in them. What the `persist` of a client on this clock does first takes
   * real time, such as a lock between tabs or an asynchronous storage, and is waited for; for a second at most, because an
   * order may wait for another page's. Rejects with what a function as a script threw.
   */
  pass(ms: number): Promise<void>
  /** The connection in use; of a `fetcher` the one that it became. */
  readonly transport: TConnection
  /** What is between the client and the connection: take it away, bring it back, break what is open. */
  readonly network: SimulatedNetwork
}

/**
 * A real video client in a simulated world: the machine, its limits and its waits run on the test's clock, over the
 * test's network, so a test of ten minutes takes milliseconds and always goes the same way.
 *
 * ```ts
 * const video = createTestClient()
 * void video.generate({ prompt: 'a dog' })
 * await video.pass(15_000)
 * video.getState().progress // 50
 * ```
 *
 * Nobody but the machine sees the simulated time: `Date`, `setTimeout` and `Math.random` stay real for the test, its
 * framework and every callback. A backoff takes half of its span (`Math.random` is 0.5 there). With a connection of your
 * own, what that waits for by itself takes real time. The records of a `persist` age in real time, and one from 30 days ago is
 * dropped, so let the clock start now (its default) where a run is kept.
 *
 * Throws a `VideoError` with the code `invalid_options` for both a connection and a fetcher.
 */
export function createTestClient<TTransformed = void>(
  options: TestClientOptions<TTransformed, ConnectionAdapter> & { fetcher: VideoFetcher; connection?: never },
): TestClient<VideoResultOf<TTransformed>, ConnectionAdapter>
export function createTestClient<
  TTransformed = void,
  TConnection extends ConnectionAdapter = ScriptedTransport,
>(
  options?: TestClientOptions<TTransformed, TConnection> & { fetcher?: undefined },
): TestClient<VideoResultOf<TTransformed>, TConnection>
// For a connection that is written in place, whose own type cannot be told.
export function createTestClient<TTransformed = void>(
  options: TestClientOptions<TTransformed, ConnectionAdapter>,
): TestClient<VideoResultOf<TTransformed>, ConnectionAdapter>
export function createTestClient<TTransformed>(
  options: TestClientOptions<TTransformed, ConnectionAdapter> = {},
): TestClient<VideoResultOf<TTransformed>, ConnectionAdapter> {
  const { clock = createSimulatedClock(), network = createSimulatedNetwork(), ...given } = options
  const { connection, fetcher, inspect, persist } = given
  if (connection && fetcher)
    throw new VideoError('invalid_options', 'A client needs a connection or a fetcher; it got both.')
  const transport = connection ?? (fetcher ? fetcherTransport(fetcher) : scriptedTransport(ORDINARY_RUN))
  if (transport instanceof ScriptedTransport) transport.runOn(clock)
  const settings = { ...given, fetcher: undefined, connection: network.through(onClock(transport, clock)) }
  const tell: Tell = (name, ...args) => callGuest(name, options[name] as never, ...args)
  const machine = machineIn(clock, network, settings, tell, () => kept)
  const actor = createActor(machine, { clock, inspect: inspect as never })
  // From within a step of the machine its inspectors are called, and nobody else.
  const system = actor.system as unknown as Inspected
  const report = system._sendInspectionEvent
  system._sendInspectionEvent = (event) => inRealTime(() => report(event))
  const send = actor.send
  actor.send = (event) => inRealTime(() => send(event))
  const kept: PersistedRuns | undefined = persist && watchPersist(persist, clock)(actor)
  const client = controlVideo<VideoResultOf<TTransformed>>(actor, () => settings, tell, kept)
  actor.start()
  return {
    ...client,
    generate: (input) => inMachineTime(clock.now, () => client.generate(input)),
    retry: () => inMachineTime(clock.now, client.retry),
    resume: (reference) => inMachineTime(clock.now, () => client.resume(reference)),
    clock,
    async pass(ms) {
      await persistSettled(clock)
      await clock.pass(ms)
      if (transport instanceof ScriptedTransport) transport.throwScriptError()
    },
    transport,
    network,
  }
}

function machineIn(
  clock: TestClock,
  network: SimulatedNetwork,
  settings: VideoTransportOptions,
  tell: Tell,
  kept: () => PersistedRuns | undefined,
) {
  const options = () => settings
  const machine = videoMachine.provide({
    actors: {
      jobStream: jobStream(options, tell, kept),
      jobCancel: jobCancel(options),
      networkWatch: task((_input, signal, send) => {
        const leave = network.subscribe(() => network.isOnline && send({ type: 'ONLINE' }))
        signal.addEventListener('abort', leave)
      }),
    },
    guards: { offline: () => !network.isOnline },
  })
  const { transition } = machine
  machine.transition = (snapshot, event, scope) => {
    const known = inClockTime(event as VideoMachineEvent, clock)
    return inMachineTime(clock.now, () => transition.call(machine, snapshot, known, scope))
  }
  return machine
}

/** The wire is read in real time: an end that it estimates is moved to where the clock is. */
function inClockTime(event: VideoMachineEvent, clock: TestClock): VideoMachineEvent {
  if (event.type !== 'STATUS' || !event.reports.some(({ estimatedEndAt }) => estimatedEndAt)) return event
  const ahead = clock.now() - Date.now()
  const reports = event.reports.map((report) =>
    report.estimatedEndAt ? { ...report, estimatedEndAt: report.estimatedEndAt + ahead } : report,
  )
  return { ...event, reports }
}
