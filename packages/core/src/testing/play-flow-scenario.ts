import type { VideoMethods } from '../video-client.js'
import type { SimulatedNetwork } from './create-simulated-network.js'
import type { FlowAct, FlowScenario } from './flow-scenario.js'
import type { ModelServer } from './model-server.js'
import type { TestClock } from './test-clock.js'

/** Where a scenario is played. `createFlowStage` makes one; a page may bring its own. */
export interface FlowStage {
  /** The client on the page now: asked anew for every act, because a reload brings another. */
  readonly client: Pick<VideoMethods<unknown>, 'generate' | 'stop' | 'reset' | 'retry' | 'refreshResult'>
  readonly network: Pick<SimulatedNetwork, 'drop' | 'goOffline' | 'goOnline' | 'silence'>
  readonly server: Pick<ModelServer, 'cancel'>
  readonly clock: Pick<TestClock, 'pass'>
  /** Throws the page away, and opens another on the same storage. */
  reload(): void | Promise<void>
}

export interface PlayOptions {
  /** Ends it early, between two acts. The stage stays as it is. */
  signal?: AbortSignal
  /** Told of each act when its time has come, just before it happens. `describeFlowAct` makes a sentence of it. */
  onAct?: (act: FlowAct, index: number) => void
}

/**
 * Plays a scenario on a stage, act by act, on the stage's clock: at once on a simulated one, while somebody watches on a
 * real one. Resolves when it is over, or was ended by the signal.
 */
export async function playFlowScenario(
  { acts, lastsMs }: Pick<FlowScenario, 'acts' | 'lastsMs'>,
  stage: FlowStage,
  { signal, onAct }: PlayOptions = {},
): Promise<void> {
  let played = 0
  const passTo = async (at: number) => {
    await stage.clock.pass(Math.max(0, at - played), signal)
    played = at
  }
  for (const [index, act] of acts.entries()) {
    await passTo(act.at)
    if (signal?.aborted) return
    onAct?.(act, index)
    if (signal?.aborted) return
    await perform(act, stage)
  }
  await passTo(lastsMs)
}

function perform(act: FlowAct, stage: FlowStage): void | Promise<void> {
  if (act.who === 'network') return stage.network[act.does]()
  if (act.who === 'another tab') return void stage.server.cancel()
  if (act.does === 'reload') return stage.reload()
  // Not awaited: a run settles later, and never rejects.
  if (act.does === 'generate') return void stage.client.generate({ prompt: act.prompt })
  return void stage.client[act.does]()
}
