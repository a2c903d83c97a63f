/** A provider of videos, and what it needs to be used. */
export interface VideoProvider {
  name: VideoProviderName
  /** Its name for people. */
  label: string
  /** What to set in the environment, all of it; nothing for the embedded provider. */
  variables: readonly string[]
  /** Whether all of it is set. Says nothing of whether the key is a good one. */
  isAvailable: boolean
}

export type VideoProviderName = (typeof PROVIDERS)[number]['name']

/** Each variable with the other names under which it is taken. */
const PROVIDERS = [
  // First, because whoever names a server of their own wants that one.
  { name: 'openai', label: 'OpenAI-compatible', variables: [['OPENAI_API_KEY'], ['OPENAI_BASE_URL']] },
  { name: 'fal', label: 'fal', variables: [['FAL_KEY']] },
  { name: 'replicate', label: 'Replicate', variables: [['REPLICATE_API_TOKEN']] },
  { name: 'runway', label: 'Runway', variables: [['RUNWAYML_API_SECRET']] },
  { name: 'gemini', label: 'Google Gemini', variables: [['GEMINI_API_KEY', 'GOOGLE_API_KEY']] },
  { name: 'openrouter', label: 'OpenRouter', variables: [['OPENROUTER_API_KEY']] },
  { name: 'xai', label: 'xAI', variables: [['XAI_API_KEY']] },
  { name: 'byteplus', label: 'BytePlus ModelArk', variables: [['ARK_API_KEY']] },
  { name: 'luma', label: 'Luma', variables: [['LUMAAI_API_KEY']] },
  { name: 'local', label: 'Embedded renderer', variables: [] },
] as const satisfies readonly { name: string; label: string; variables: readonly (readonly string[])[] }[]

/**
 * Every provider that `pickVideoAdapter` can choose, in its order, and which of them the environment has the key of. It
 * holds names of variables, never their values, so that a page may show it.
 *
 * @param env default: `process.env`
 */
export function listVideoProviders(env: Record<string, string | undefined> = process.env): VideoProvider[] {
  return PROVIDERS.map(({ name, label, variables }) => ({
    name,
    label,
    variables: variables.map(([variable]) => variable),
    isAvailable: variables.every((names) => names.some((variable) => Boolean(env[variable]))),
  }))
}
