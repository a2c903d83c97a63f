import { defineConfig } from 'tsup'
import { packages } from './scripts/workspace.mjs'

/** Files that a package loads by URL, so no import leads to them; they come out beside its `index.js`. */
const workers = { local: 'src/render-worker.ts' }

// Runs in the folder of one package. Its exports name its entries, and what it depends on stays an import.
const here = packages.find(({ path }) => path === process.cwd())
if (!here) throw new Error('tsup runs in the folder of a package; `node scripts/build.mjs` runs it in each.')
const entry = Object.fromEntries(here.entries.map(({ name, source }) => [name, source]))
const worker = workers[here.folder]

export default defineConfig({
  entry: worker ? { ...entry, 'render-worker': worker } : entry,
  format: 'esm',
  target: 'es2022',
  tsconfig: '../../tsconfig.json',
  // TypeScript 6 refuses the `baseUrl` that tsup adds for declarations, unless it is told to bear it.
  dts: { entry, compilerOptions: { ignoreDeprecations: '6.0' } },
  removeNodeProtocol: false,
  sourcemap: true,
  clean: true,
})
