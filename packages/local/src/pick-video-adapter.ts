import { type VideoAdapter, VideoError } from '@reelstate/server'
import { listVideoProviders, type VideoProviderName } from './list-video-providers.js'
import { type LocalVideoOptions, localVideo } from './local-video.js'

export interface PickVideoAdapterOptions {
  /** Which one to use, whatever other keys there are. Default: the first that is available. */
  provider?: VideoProviderName
  /** For the embedded provider, where it is the one. */
  local?: LocalVideoOptions
}

/** An adapter that was picked; the embedded one has to be closed. */
export type PickedVideoAdapter = VideoAdapter & { close?(): Promise<void> }

/** Each is loaded when it is picked. */
const ADAPTERS: Record<Exclude<VideoProviderName, 'local'>, () => Promise<VideoAdapter>> = {
  openai: async () => (await import('@reelstate/server/openai')).openaiVideo(),
  fal: async () => (await import('@reelstate/server/fal')).falVideo(),
  replicate: async () => (await import('@reelstate/server/replicate')).replicateVideo(),
  runway: async () => (await import('@reelstate/server/runway')).runwayVideo(),
  gemini: async () => (await import('@reelstate/server/gemini')).geminiVideo(),
  openrouter: async () => (await import('@reelstate/server/openrouter')).openrouterVideo(),
  xai: async () => (await import('@reelstate/server/xai')).xaiVideo(),
  byteplus: async () => (await import('@reelstate/server/byteplus')).byteplusVideo(),
  luma: async () => (await import('@reelstate/server/luma')).lumaVideo(),
}

/**
 * For demos: the adapter of the first provider whose key is in the environment, with that adapter's default model;
 * without any key the embedded one. The order:
 *
 * | provider | environment | model |
 * |---|---|---|
 * | `openai`: a compatible server | `OPENAI_API_KEY` and `OPENAI_BASE_URL` | `sora-2` |
 * | `fal` | `FAL_KEY` | `fal-ai/bytedance/seedance/v1.5/pro/text-to-video` |
 * | `replicate` | `REPLICATE_API_TOKEN` | `bytedance/seedance-1-pro` |
 * | `runway` | `RUNWAYML_API_SECRET` | `gen4.5` |
 * | `gemini` | `GEMINI_API_KEY` or `GOOGLE_API_KEY` | `gemini-omni-1.2-flash` |
 * | `openrouter` | `OPENROUTER_API_KEY` | `google/veo-3.1` |
 * | `xai` | `XAI_API_KEY` | `grok-imagine-video` |
 * | `byteplus` | `ARK_API_KEY` | `dreamina-seedance-2-0-260128` |
 * | `luma` | `LUMAAI_API_KEY` | `ray-2` |
 * | `local`: the embedded one | | |
 *
 * A provider with a key bills for its videos; `{ provider: 'local' }` never does. Rejects with a `VideoError`
 * `invalid_options` for a provider that is unknown or whose key is missing or no key.
 */
export async function pickVideoAdapter({
  provider,
  local,
}: PickVideoAdapterOptions = {}): Promise<PickedVideoAdapter> {
  const providers = listVideoProviders()
  const name = provider ?? providers.find(({ isAvailable }) => isAvailable)?.name ?? 'local'
  if (name === 'local') return localVideo(local)
  if (Object.hasOwn(ADAPTERS, name)) return ADAPTERS[name]()
  const known = providers.map((one) => one.name).join(', ')
  throw new VideoError(
    'invalid_options',
    `There is no provider ${JSON.stringify(name)}. Name one of: ${known}.`,
  )
}
