import { EMULATED_APIS, EMULATOR_SCENARIOS } from '@reelstate/local'
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

interface Provider {
  label: string
  call: string
  variables: string
  /** With a webhook secret, where it takes one: what it can do shows only then. */
  adapter: VideoAdapter
}

const KEY = 'key'
const options = { webhookSecret: 'whsec_a2V5a2V5a2V5a2V5a2V5a2V5' }

const PROVIDERS: readonly Provider[] = [
  {
    label: 'OpenAI-compatible',
    call: 'openaiVideo',
    variables: '`OPENAI_API_KEY`, `OPENAI_BASE_URL`',
    adapter: createOpenaiVideo(KEY, { ...options, baseURL: 'http://localhost:8000/v1' }),
  },
  { label: 'fal', call: 'falVideo', variables: '`FAL_KEY`', adapter: createFalVideo(KEY) },
  {
    label: 'Replicate',
    call: 'replicateVideo',
    variables: '`REPLICATE_API_TOKEN`',
    adapter: createReplicateVideo(KEY, options),
  },
  {
    label: 'Runway',
    call: 'runwayVideo',
    variables: '`RUNWAYML_API_SECRET`',
    adapter: createRunwayVideo(KEY),
  },
  {
    label: 'Gemini Omni',
    call: 'geminiVideo',
    variables: '`GEMINI_API_KEY`',
    adapter: createGeminiVideo(KEY, options),
  },
  {
    label: 'OpenRouter',
    call: 'openrouterVideo',
    variables: '`OPENROUTER_API_KEY`',
    adapter: createOpenrouterVideo(KEY, options),
  },
  { label: 'xAI', call: 'xaiVideo', variables: '`XAI_API_KEY`', adapter: createXaiVideo(KEY) },
  {
    label: 'BytePlus',
    call: 'byteplusVideo',
    variables: '`ARK_API_KEY`',
    adapter: createByteplusVideo(KEY),
  },
  { label: 'Luma', call: 'lumaVideo', variables: '`LUMAAI_API_KEY`', adapter: createLumaVideo(KEY) },
]

/** The tables of docs/video-generation.md, by the name of the place where each stands. */
export function providerTables(): Record<string, string> {
  return { providers: providersTable(), sizes: sizesTable(), scenarios: scenariosTable() }
}

function providersTable(): string {
  const rows = PROVIDERS.map(({ label, call, variables, adapter }) => {
    const { progress = 'none', cancel = 'none', webhook, actions = [] } = adapter.capabilities ?? {}
    const verifiedBy =
      EMULATED_APIS.find(({ provider }) => provider === adapter.name)?.verifiedBy ?? 'unverified'
    return [
      label,
      `\`${call}\`: \`${adapter.model}\``,
      variables,
      ['text', ...(adapter.inputParts ?? [])].join(', '),
      { percent: '%', queue: 'queue', none: '–' }[progress],
      { running: 'yes', queued: 'while queued', none: '–' }[cancel],
      adapter.webhook && webhook !== false ? 'yes' : '–',
      actions.join(', ') || '–',
      verifiedBy,
    ]
  })
  return table(
    [
      'Provider',
      'Adapter and its default model',
      'Key',
      'Input',
      'Progress',
      'Cancel',
      'Webhook',
      'Also',
      'Emulator verified by',
    ],
    rows,
  )
}

function sizesTable(): string {
  const rows = PROVIDERS.map(({ label, adapter }) => [
    label,
    `\`${adapter.model}\``,
    adapter.sizes?.join(', ') ?? 'as its server decides',
    durationsOf(adapter),
  ])
  return table(['Provider', 'Model', 'Sizes', 'Seconds'], rows)
}

function durationsOf({ availableDurations }: VideoAdapter): string {
  const options = availableDurations?.()
  if (options?.kind === 'discrete') return options.values.join(', ')
  if (options?.kind === 'range') return `${options.min}–${options.max}`
  return 'as its server decides'
}

function scenariosTable(): string {
  return table(
    ['Scenario', 'What happens'],
    EMULATOR_SCENARIOS.map(({ name, says }) => [`\`${name}\``, says]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** A page with its tables as they are today, each between `<!-- name -->` and `<!-- /name -->`. */
export function withTables(page: string): string {
  let made = page
  for (const [name, content] of Object.entries(providerTables())) {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`)
    if (!place.test(made)) throw new Error(`The page has no place for the table ${name}.`)
    made = made.replace(place, (_, start, end) => `${start}${content}\n${end}`)
  }
  return made
}
