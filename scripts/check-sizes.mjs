// What an app that Vite builds pays for an import: minified, brotli, everything under it included, the framework left out.
// Fails naming each row over its budget. The peer's row is the same import, measured by the same means; a row that has a
// `without` is the difference between two imports.
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'vite'
import { root, sourceCondition } from './workspace.mjs'

/** Exists in memory only. */
const ENTRY = 'what-an-app-imports'
const names = '{ useGenerateVideo, fetchServerSentEvents }'
const withSelector = '{ useGenerateVideo, fetchServerSentEvents, useVideoSelector }'
const svelteNames = '{ createGenerateVideo, fetchServerSentEvents }'
const client = "export { createVideoClient, fetchServerSentEvents } from './packages/core/src/index.ts'"
const transport = "export { fetchServerSentEvents } from './packages/core/src/index.ts'"
const rows = [
  {
    label: 'react: useGenerateVideo + fetchServerSentEvents',
    code: `export ${names} from './packages/react/src/index.ts'`,
    budget: 17_500,
    peer: `export ${names} from '@tanstack/ai-react'`,
  },
  {
    label: 'vue: useGenerateVideo + fetchServerSentEvents',
    code: `export ${names} from './packages/vue/src/index.ts'`,
    budget: 17_850,
  },
  {
    label: 'svelte: createGenerateVideo + fetchServerSentEvents',
    code: `export ${svelteNames} from './packages/svelte/src/index.ts'`,
    budget: 17_850,
  },
  {
    label: 'core: createVideoClient + fetchServerSentEvents',
    code: client,
    budget: 17_500,
  },
  {
    label: 'persist: persistence',
    code: "export { persistence } from './packages/core/src/persist.ts'",
    budget: 3_000,
  },
  {
    label: 'queue: createVideoQueue + fetchServerSentEvents',
    code: `export { createVideoQueue } from './packages/core/src/queue.ts'; ${transport}`,
    budget: 20_000,
  },
  ...['react', 'vue'].map((framework) => ({
    label: `${framework}: what VideoMessage adds to the core`,
    code: `export { VideoMessage } from './packages/${framework}/src/chat.ts'; ${transport}`,
    without: client,
    budget: 4_100,
  })),
  {
    label: 'react: what useVideoQueue costs where not imported',
    code: `export ${names} from './packages/react/src/index.ts'`,
    without: `export { useGenerateVideo } from './packages/react/src/use-generate-video.ts'; ${transport}`,
    budget: 0,
  },
  {
    label: 'vue: what useVideoQueue costs where not imported',
    code: `export ${names} from './packages/vue/src/index.ts'`,
    without: `export { useGenerateVideo } from './packages/vue/src/use-generate-video.ts'; ${transport}`,
    budget: 0,
  },
  {
    label: 'svelte: what createVideoQueue costs where not imported',
    code: `export ${svelteNames} from './packages/svelte/src/index.ts'`,
    without: `export { createGenerateVideo } from './packages/svelte/src/create-generate-video.ts'; ${transport}`,
    budget: 0,
  },
  ...[
    ['react', 'useGenerateVideo', names],
    ['vue', 'useGenerateVideo', names],
    ['svelte', 'createGenerateVideo', svelteNames],
  ].map(([framework, name, exported]) => ({
    label: `${framework}: what ${name} adds to the core`,
    code: `export ${exported} from './packages/${framework}/src/index.ts'`,
    without: client,
    budget: 600,
  })),
  {
    label: 'react: what useVideoSelector adds',
    code: `export ${withSelector} from './packages/react/src/index.ts'`,
    without: `export ${names} from './packages/react/src/index.ts'`,
    budget: 1_100,
  },
  {
    label: 'react: what it costs where it is not imported',
    code: `export ${names} from './packages/react/src/index.ts'`,
    without: `export { useGenerateVideo } from './packages/react/src/use-generate-video.ts'; ${transport}`,
    budget: 0,
  },
  {
    label: 'vue: what useVideoSelector adds',
    code: `export ${withSelector} from './packages/vue/src/index.ts'`,
    without: `export ${names} from './packages/vue/src/index.ts'`,
    budget: 400,
  },
  {
    label: 'vue: what it costs where it is not imported',
    code: `export ${names} from './packages/vue/src/index.ts'`,
    without: `export { useGenerateVideo } from './packages/vue/src/use-generate-video.ts'; ${transport}`,
    budget: 0,
  },
  ...[
    ['react', 'ReelstateDevtools'],
    ['vue', 'ReelstateDevtools'],
    ['svelte', 'reelstateDevtools'],
  ].map(([framework, name]) => ({
    label: `devtools: what ${framework}'s panel costs in production`,
    code: `export { ${name} } from './packages/devtools/src/wrappers/${framework}.ts'`,
    without: `export const ${name} = () => null`,
    // Names of one length compress to one size, more or less.
    budget: 5,
  })),
  { label: 'pollJob', code: "export { pollJob } from './packages/core/src/poll-job.ts'", budget: 2_500 },
  { label: 'xstate alone: setup + createActor', code: "export { setup, createActor } from 'xstate'" },
]

let failed = false
for (const { label, code, budget, peer, without } of rows) {
  const size = (await measure(code)) - (without ? await measure(without) : 0)
  const isOver = size > (budget ?? Number.POSITIVE_INFINITY)
  failed ||= isOver
  const line = [label.padEnd(54), bytes(size)]
  if (budget !== undefined) line.push(`of ${bytes(budget)}`)
  if (peer) line.push(`(@tanstack/ai-react, the same names: ${bytes(await measure(peer)).trim()})`)
  if (isOver) line.push('OVER THE BUDGET')
  console.log(line.join(' '))
}
process.exitCode = failed ? 1 : 0

/** Bytes of a production build by Vite, as an app has it, after brotli. */
async function measure(code) {
  const file = join(root, `${ENTRY}.js`)
  const { output } = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === ENTRY ? file : null),
        load: (id) => (id === file ? code : null),
      },
    ],
    resolve: { conditions: [sourceCondition, 'module', 'browser', 'production'] },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rollupOptions: {
        input: ENTRY,
        external: /^(react|vue|svelte)(\/|$)/,
        preserveEntrySignatures: 'strict',
      },
    },
  })
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  return output.reduce((sum, { code = '' }) => sum + brotliCompressSync(code, { params }).length, 0)
}

function bytes(count) {
  return `${count.toLocaleString('en-US')} B`.padStart(8)
}
