import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import ts from 'typescript'
import { build } from 'vite'
import { runCommand } from './run-command.mjs'
import { runSteps } from './run-steps.mjs'
import { bin, packages, root } from './workspace.mjs'

/** In an app's project, strict as can be. */
const compilerOptions = {
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: ['node'],
  jsx: 'react-jsx',
  strict: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
}
const resolutions = {
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  node16: { module: 'node16', moduleResolution: 'node16' },
}

/**
 * Installs the tarballs in `folder` with npm into an empty project, and uses them there as an app does. Returns the
 * steps as `runSteps` does.
 */
export async function checkInstalled(folder) {
  const installed = await runSteps([{ name: 'installed with npm', run: () => install(folder) }])
  if (!installed[0].ok) return installed
  const checker = (name, ...args) => runCommand(bin(name), args, { cwd: folder })
  const svelteArgs = [
    '--tsconfig',
    './tsconfig.json',
    '--fail-on-warnings',
    '--output',
    'human',
    '--no-color',
  ]
  const used = await runSteps([
    { name: 'types with moduleResolution bundler', run: () => checkTypes(folder, 'bundler') },
    { name: 'types with moduleResolution node16, run by Node', run: () => runInNode(folder) },
    { name: 'an MCP client', run: () => runCommand(process.execPath, ['mcp-client.mjs'], { cwd: folder }) },
    { name: 'vue-tsc', run: () => checker('vue-tsc', '-p', '.', '--noEmit') },
    { name: 'svelte-check', run: () => checker('svelte-check', ...svelteArgs) },
    { name: 'bundled by Vite', run: () => bundle(folder) },
  ])
  return [...installed, ...used]
}

/** The project, with every peer in the version that this repository tests with. */
function install(folder) {
  const { devDependencies: ours } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const theirs = packages.map(({ manifest }) => manifest.devDependencies)
  const devDependencies = Object.assign({}, ...theirs, ours)
  const peers = packages.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {}))
  const wanted = new Set([...peers, '@types/node', '@types/react', '@modelcontextprotocol/client'])
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  const json = (file, value) => writeFileSync(join(folder, file), JSON.stringify(value))

  cpSync(join(root, 'tests', 'packed-packages'), folder, { recursive: true })
  json('package.json', { private: true, type: 'module' })
  json('tsconfig.json', {
    compilerOptions: { ...compilerOptions, ...resolutions.bundler, noEmit: true },
    include: ['*.vue', '*.svelte'],
  })
  writeFileSync(join(folder, 'every-entry.ts'), everyEntry())
  const ids = [
    ...tarballs.map((file) => `./${file}`),
    ...[...wanted].map((name) => `${name}@${devDependencies[name]}`),
  ]
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', ...ids]
  return runCommand('npm', args, { cwd: folder })
}

/** A module that does not compile when an export is `any`, and throws when an entry exports nothing. */
function everyEntry() {
  const ids = packages.flatMap(({ name, entries }) =>
    entries.filter(({ isCompiledByApps }) => !isCompiledByApps).map(({ subpath }) => join(name, subpath)),
  )
  return `
${ids.map((id, index) => `import * as entry${index} from '${id}'`).join('\n')}

type Untyped<T> = { [K in keyof T]: 0 extends 1 & T[K] ? K : never }[keyof T]
const check = <T extends object>(id: string, entry: T, ..._untyped: Untyped<T> extends never ? [] : [Untyped<T>]) => {
  if (Object.keys(entry).length === 0) throw new Error(id + ' exports nothing.')
}
${ids.map((id, index) => `check('${id}', entry${index})`).join('\n')}
`
}

/** Checks the project and our declarations; those of others take long, and are theirs. */
function checkTypes(folder, resolution) {
  const given = { ...compilerOptions, ...resolutions[resolution], skipLibCheck: false }
  const { options } = ts.convertCompilerOptionsFromJson(given, folder)
  const files = readdirSync(folder).filter((file) => /\.tsx?$/.test(file))
  const host = { ...ts.createCompilerHost(options), getCurrentDirectory: () => folder }
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    options,
    host,
  )
  const isOurs = ({ fileName }) => !fileName.includes('/node_modules/') || fileName.includes('/@reelstate/')
  const ours = program
    .getSourceFiles()
    .filter((file) => isOurs(file) && !program.isSourceFileDefaultLibrary(file))
  const faults = [
    ...program.getOptionsDiagnostics(),
    ...ours.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ]
  return { ok: faults.length === 0, output: ts.formatDiagnostics(faults, host) }
}

async function runInNode(folder) {
  const types = checkTypes(folder, 'node16')
  if (!types.ok) return types
  for (const name of ['every-entry', 'one-job']) {
    const source = readFileSync(join(folder, `${name}.ts`), 'utf8')
    const { outputText } = ts.transpileModule(source, { compilerOptions: { module: 'esnext' } })
    writeFileSync(join(folder, `${name}.js`), outputText)
    const ran = await runCommand(process.execPath, [`${name}.js`], { cwd: folder })
    if (!ran.ok) return ran
  }
  return types
}

function bundle(folder) {
  const pages = ['react-page.tsx', 'vue-page.vue', 'svelte-page.svelte']
  return build({
    root: folder,
    configFile: false,
    logLevel: 'warn',
    plugins: [react(), vue(), svelte({ configFile: false })],
    build: { write: false, rolldownOptions: { input: pages.map((page) => join(folder, page)) } },
  }).then(
    () => ({ ok: true, output: '' }),
    (error) => ({ ok: false, output: String(error) }),
  )
}
