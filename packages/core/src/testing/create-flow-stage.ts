import type { Actor } from 'xstate'
import { fetchServerSentEvents } from '../fetch-server-sent-events.js'
import { mintId } from '../new-run.js'
import { keepRuns } from '../persist/persistence.js'
import type { VideoGenerateResult } from '../protocol.js'
import type { ConnectionAdapter } from '../transport.js'
import type { VideoCallbacks, VideoRunOptions } from '../video-client.js'
import type { videoMachine } from '../video-machine.js'
import { createSimulatedClock } from './create-simulated-clock.js'
import { createSimulatedNetwork, type SimulatedNetwork } from './create-simulated-network.js'
import { createTestClient, type TestClient } from './create-test-client.js'
import type { FlowScenario } from './flow-scenario.js'
import { createModelServer, type ModelServer } from './model-server.js'
import type { FlowStage } from './play-flow-scenario.js'
import type { TestClock } from './test-clock.js'
import { persistSettled } from './watch-persist.js'

export interface FlowStageOptions extends VideoCallbacks, Pick<VideoRunOptions, 'inspect'> {
  /** Default: a simulated one. `createRealClock({ speed: 20 })` for a page that shows it. */
  clock?: TestClock
  /** The finished video, such as a `data:` URL that a page can play. Default: the scenario's. */
  videoUrl?: string
  /** Told of the client of each page: at once, and after every reload. */
  onClient?: (client: StagedClient) => void
}

/** The client of a stage. */
export type StagedClient = TestClient<VideoGenerateResult, ConnectionAdapter>

/** A stage with all that is on it. */
export interface WholeFlowStage extends FlowStage {
  /** The client of the page now. */
  readonly client: StagedClient
  readonly network: SimulatedNetwork
  readonly server: ModelServer
  readonly clock: TestClock
  /** Leaves the page for good. */
  dispose(): void
}

/**
 * Everything that a scenario needs: a model server, the real transport to it over a simulated network, and a page with a
 * client that keeps its runs in a storage, so that a reload goes on with them.
 */
export function createFlowStage(
  { server: settings, client: limits }: Pick<FlowScenario, 'server' | 'client'>,
  { clock = createSimulatedClock(), videoUrl, onClient, ...callbacks }: FlowStageOptions = {},
): WholeFlowStage {
  const server = createModelServer({ ...settings, ...(videoUrl !== undefined && { videoUrl }), clock })
  const network = createSimulatedNetwork()
  /** What the storage holds: there is one record. */
  let record: string | null = null

  function openPage() {
    const page = new AbortController()
    const { signal } = page
    const connection: ConnectionAdapter = fetchServerSentEvents('https://model.test/video', {
      fetch: (input, init = {}) =>
        server.fetch(input, {
          ...init,
          signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal,
        }),
    })
    const write = (text: string | null) => {
      // A page that is gone writes nothing any more.
      if (!signal.aborted) record = text
    }
    const persist = keepRuns({
      // A lock of its own: one that a page takes along is let go by browsers, and not here.
      key: `flow ${mintId()}`,
      storage: {
        getItem: () => record,
        setItem: (_name, text) => write(text),
        removeItem: () => write(null),
      },
    })
    const client: StagedClient = createTestClient({
      ...limits,
      ...callbacks,
      connection,
      persist,
      clock,
      network,
    })
    onClient?.(client)
    client.attach()
    return {
      client,
      /** Nobody says goodbye: the page is gone, with its timers and its requests. */
      close() {
        page.abort()
        const actor = client.actor as unknown as Actor<typeof videoMachine>
        actor.stop()
        actor.send = () => {}
        // Nothing leaves any more: whoever still waits for a run hears that it was left.
        client.dispose()
      },
    }
  }

  let page = openPage()
  return {
    server,
    network,
    clock: {
      ...clock,
      async pass(ms, ended) {
        await persistSettled(clock)
        await clock.pass(ms, ended)
      },
    },
    get client() {
      return page.client
    },
    async reload() {
      page.close()
      page = openPage()
    },
    dispose: () => page.close(),
  }
}
