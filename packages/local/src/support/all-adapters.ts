import type { VideoAdapter } from '@reelstate/server'
import { createByteplusVideo } from '@reelstate/server/byteplus'
import { createFalVideo } from '@reelstate/server/fal'
import { createGeminiVideo } from '@reelstate/server/gemini'
import { createLumaVideo } from '@reelstate/server/luma'
import { createOpenaiVideo } from '@reelstate/server/openai'
import { createOpenrouterVideo } from '@reelstate/server/openrouter'
import { createReplicateVideo } from '@reelstate/server/replicate'
import { createRunwayVideo } from '@reelstate/server/runway'
import { createXaiVideo } from '@reelstate/server/xai'
import type { Emulator } from '../emulator/start-emulator.js'

type Create = (key: string, options: { baseURL?: string; fetch?: typeof fetch }) => VideoAdapter

const CREATE = {
  byteplus: createByteplusVideo,
  fal: createFalVideo,
  gemini: createGeminiVideo,
  luma: createLumaVideo,
  openai: createOpenaiVideo,
  openrouter: createOpenrouterVideo,
  replicate: createReplicateVideo,
  runway: createRunwayVideo,
  xai: createXaiVideo,
} satisfies Record<string, Create>

export const PROVIDERS = Object.keys(CREATE) as (keyof typeof CREATE)[]

/** The adapter of a provider as its emulator is reached; asked as often as a test likes. */
export function emulatedAdapter(
  provider: keyof typeof CREATE,
  emulator: Pick<Emulator, 'baseURL' | 'fetch'>,
  key: string,
): VideoAdapter {
  const reach = provider === 'fal' ? { fetch: emulator.fetch } : { baseURL: emulator.baseURL(provider) }
  const create: Create = CREATE[provider]
  const adapter = create(key, reach)
  return { ...adapter, pollingFloorMs: 0, pollingCeilingMs: 100 }
}
