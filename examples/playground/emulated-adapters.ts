import { EMULATOR_SCENARIOS, type Emulator, type EmulatorScenario, type ScenarioName } from '@reelstate/local'
import type { VideoAdapter } from '@reelstate/server'
import { createFalVideo } from '@reelstate/server/fal'
import { createGeminiVideo } from '@reelstate/server/gemini'
import { createOpenaiVideo } from '@reelstate/server/openai'
import { createReplicateVideo } from '@reelstate/server/replicate'
import { createRunwayVideo } from '@reelstate/server/runway'
import { createXaiVideo } from '@reelstate/server/xai'
import type { ProviderCallLog } from './provider-call-log.js'

/** What can be played here: a provider that reports by itself would have to know where this server is. */
export const SCENARIOS: readonly EmulatorScenario[] = EMULATOR_SCENARIOS.filter(
  ({ group }) => group !== 'webhook',
)

interface Reach {
  baseURL: string
  fetch: typeof fetch
}

/** The emulator takes any. */
const KEY = 'any-key'

const CREATE = {
  fal: (reach: Reach) => createFalVideo(KEY, reach),
  gemini: (reach: Reach) => createGeminiVideo(KEY, reach),
  // No model that is known to have but a few sizes: the emulator renders any.
  openai: (reach: Reach) => createOpenaiVideo('emulated', KEY, reach),
  replicate: (reach: Reach) => createReplicateVideo(KEY, reach),
  runway: (reach: Reach) => createRunwayVideo(KEY, reach),
  xai: (reach: Reach) => createXaiVideo(KEY, reach),
}

/** What happens at one provider only, or needs one that can stop jobs. The rest is played as OpenAI-compatible servers do. */
const PLAYED_BY: Partial<Record<ScenarioName, keyof typeof CREATE>> = {
  aborted: 'replicate',
  'cancel-too-late': 'gemini',
  'completed-422': 'fal',
  'delete-404': 'replicate',
  'empty-202': 'xai',
  'inline-base64': 'gemini',
  throttled: 'runway',
}

/**
 * An adapter for each scenario, under its name: a request picks one as `data.adapter`. An app needs but the one of its
 * provider, and whoever tries it out types `#fault:poll-502` into a prompt; here prompts stay as they were typed.
 */
export function emulatedAdapters(emulator: Emulator, calls: ProviderCallLog): Record<string, VideoAdapter> {
  const adapterFor = (scenario: ScenarioName): VideoAdapter => {
    const provider = PLAYED_BY[scenario] ?? 'openai'
    const baseURL = emulator.baseURL(provider)
    const adapter: VideoAdapter = CREATE[provider]({ baseURL, fetch: calls.listen(scenario, fetch) })
    const { createVideoJob, findVideoJobs } = adapter
    const inScenario = <T extends { prompt: string }>(order: T): T => ({
      ...order,
      prompt: `${order.prompt} #fault:${scenario}`,
    })
    return {
      ...adapter,
      createVideoJob: (order) => createVideoJob(inScenario(order)),
      // The jobs of one scenario are told from those of the others by their prompts.
      ...(findVideoJobs && { findVideoJobs: (order, call) => findVideoJobs(inScenario(order), call) }),
      // Asking it costs nothing, and every percent is worth seeing.
      pollingCeilingMs: 800,
    }
  }
  return Object.fromEntries(SCENARIOS.map(({ name }) => [name, adapterFor(name)]))
}
