// Builds the package in whose folder it runs. What the package depends on stays an import.
import { build } from 'tsup'
import { packages } from './workspace.mjs'

/** Files that a package loads by URL, so no import leads to them; they come out beside its `index.js`. */
const workers = { local: { 'render-worker': 'src/render-worker.ts' } }

const { folder, entries } = packages.find(({ path }) => path === process.cwd())
const entry = Object.fromEntries(entries.map(({ name, source }) => [name, source]))

await build({
  config: false,
  entry: { ...entry, ...workers[folder] },
  format: 'esm',
  target: 'es2022',
  tsconfig: '../../tsconfig.json',
  // TypeScript 6 refuses the `baseUrl` that tsup adds for declarations, unless it is told to bear it.
  dts: { entry, compilerOptions: { ignoreDeprecations: '6.0' } },
  removeNodeProtocol: false,
  sourcemap: true,
  clean: true,
  silent: true,
})
