import { EMULATED_APIS, EMULATOR_SCENARIOS, listVideoProviders } from '@reelstate/local'
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
  call: string
  /** With a webhook secret, where it takes one: what it can do shows only then. */
  adapter: VideoAdapter
}

const KEY = 'key'
const options = { webhookSecret: 'whsec_a2V5a2V5a2V5a2V5a2V5a2V5' }

const PROVIDERS: readonly Provider[] = [
  {
    call: 'openaiVideo',
    adapter: createOpenaiVideo(KEY, { ...options, baseURL: 'http://localhost:8000/v1' }),
  },
  { call: 'falVideo', adapter: createFalVideo(KEY) },
  { call: 'replicateVideo', adapter: createReplicateVideo(KEY, options) },
  { call: 'runwayVideo', adapter: createRunwayVideo(KEY) },
  { call: 'geminiVideo', adapter: createGeminiVideo(KEY, options) },
  { call: 'openrouterVideo', adapter: createOpenrouterVideo(KEY, options) },
  { call: 'xaiVideo', adapter: createXaiVideo(KEY) },
  { call: 'byteplusVideo', adapter: createByteplusVideo(KEY) },
  { call: 'lumaVideo', adapter: createLumaVideo(KEY) },
]

/** Its name for people, and the variables that hold its key, as the playground shows them. */
function namesOf({ adapter }: Provider): { label: string; variables: string } {
  const known = listVideoProviders({}).find(({ name }) => name === adapter.name)
  if (!known) throw new Error(`listVideoProviders does not name ${adapter.name}.`)
  return { label: known.label, variables: known.variables.map((name) => `\`${name}\``).join(', ') }
}

/** The tables of docs/video-generation.md, by the name of the place where each stands. */
export function providerTables(): Record<string, string> {
  return { providers: providersTable(), sizes: sizesTable(), scenarios: scenariosTable() }
}

function providersTable(): string {
  const rows = PROVIDERS.map((provider) => {
    const { call, adapter } = provider
    const { label, variables } = namesOf(provider)
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
  const rows = PROVIDERS.map((provider) => [
    namesOf(provider).label,
    `\`${provider.adapter.model}\``,
    provider.adapter.sizes?.join(', ') ?? 'as its server decides',
    durationsOf(provider.adapter),
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
