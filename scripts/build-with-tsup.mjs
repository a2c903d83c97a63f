// Builds the package in whose folder it runs. What the package depends on stays an import.
import { build } from 'tsup'
import { packages } from './workspace.mjs'

/** Files that a package loads by URL, so no import leads to them; they come out beside its `index.js`. */
const workers = { local: { 'render-worker': 'src/render-worker.ts' } }

const { folder, entries, commands } = packages.find(({ path }) => path === process.cwd())
const filesOf = (list) => Object.fromEntries(list.map(({ name, source }) => [name, source]))
const entry = filesOf(entries)

await build({
  config: false,
  entry: { ...entry, ...filesOf(commands), ...workers[folder] },
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
