// What an app pays for an import: minified, brotli, everything under it included, the framework left out.
// Fails naming each row over its budget. The peer's row is the same import, measured by the same means.
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'esbuild'
import { root, sourceCondition } from './workspace.mjs'

const names = '{ useGenerateVideo, fetchServerSentEvents }'
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
    code: "export { createGenerateVideo, fetchServerSentEvents } from './packages/svelte/src/index.ts'",
    budget: 17_850,
  },
  {
    label: 'core: createVideoClient + fetchServerSentEvents',
    code: "export { createVideoClient, fetchServerSentEvents } from './packages/core/src/index.ts'",
    budget: 17_500,
  },
  { label: 'xstate alone: setup + createActor', code: "export { setup, createActor } from 'xstate'" },
]

let failed = false
for (const { label, code, budget, peer } of rows) {
  const size = await measure(code)
  const isOver = size > (budget ?? Number.POSITIVE_INFINITY)
  failed ||= isOver
  const line = [label.padEnd(52), bytes(size)]
  if (budget) line.push(`of ${bytes(budget)}`)
  if (peer) line.push(`(@tanstack/ai-react, the same names: ${bytes(await measure(peer)).trim()})`)
  if (isOver) line.push('OVER THE BUDGET')
  console.log(line.join(' '))
}
process.exitCode = failed ? 1 : 0

async function measure(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: [sourceCondition, 'module', 'production'],
    define: { 'process.env.NODE_ENV': '"production"' },
    external: ['react', 'vue', 'svelte'],
    logLevel: 'error',
  })
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  return brotliCompressSync(outputFiles[0].contents, { params }).length
}

function bytes(count) {
  return `${count.toLocaleString('en-US')} B`.padStart(8)
}
