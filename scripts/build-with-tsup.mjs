// Builds the package in whose folder it runs. What the package depends on stays an import.
import { build } from 'tsup'
import { packages } from './workspace.mjs'

/** Files that no entry or import of the sources leads to; they come out beside the package's `index.js`. */
const others = {
  local: { 'render-worker': 'src/render-worker.ts' },
  server: { 'not-for-browsers': 'src/not-for-browsers.ts' },
}

const { folder, entries, commands } = packages.find(({ path }) => path === process.cwd())
const filesOf = (list) => Object.fromEntries(list.map(({ name, source }) => [name, source]))
const entry = filesOf(entries)

const shared = {
  config: false,
  target: 'es2022',
  tsconfig: '../../tsconfig.json',
  sourcemap: true,
  silent: true,
}

await build({
  ...shared,
  entry: { ...entry, ...filesOf(commands), ...others[folder] },
  format: 'esm',
  // TypeScript 6 refuses the `baseUrl` that tsup adds for declarations, unless it is told to bear it. `pnpm check` checks
  // the types of all packages at once.
  dts: { entry, compilerOptions: { ignoreDeprecations: '6.0', noCheck: true } },
  removeNodeProtocol: false,
  clean: true,
})

// While a page is developed, a name that is missing would stop it before the message; CommonJS gets to throw.
if (folder === 'server') {
  await build({ ...shared, entry: { 'not-for-browsers': others.server['not-for-browsers'] }, format: 'cjs' })
}
