// Packs every package as it would be published and lints the tarball: publint, are-the-types-wrong, and that it
// holds what was built and nothing else, and that no page gets the server. Then installs all of them with npm and uses
// them. Needs a build.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { build } from 'esbuild'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { checkInstalled } from './check-installed.mjs'
import { runCommand } from './run-command.mjs'
import { runSteps } from './run-steps.mjs'
import { bin, packages, root, sourceCondition } from './workspace.mjs'

/** What bundlers of pages and of servers ask for, and what they are to get. */
const bundlers = [
  { name: 'a page', conditions: ['production', 'browser'], gets: () => 'not-for-browsers.js' },
  {
    name: 'a page in development',
    conditions: ['development', 'browser'],
    gets: () => 'not-for-browsers.cjs',
  },
  { name: 'Node', conditions: ['node', 'production'], gets: (entry) => `${entry}.js` },
  {
    name: 'a DOM test on Node',
    conditions: ['node', 'browser', 'development'],
    gets: (entry) => `${entry}.js`,
  },
  { name: 'Workers', conditions: ['workerd', 'worker', 'browser'], gets: (entry) => `${entry}.js` },
  { name: 'an edge route', conditions: ['edge-light', 'browser'], gets: (entry) => `${entry}.js` },
]

const onlyItsOwnImports = {
  name: 'only-its-own-imports',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, importer }) =>
      importer === '<stdin>' ? undefined : { path, external: true },
    )
  },
}

const folder = mkdtempSync(join(tmpdir(), 'reelstate-pack-'))
try {
  const results = await runSteps(packages.map((it) => ({ name: it.name, run: () => check(it) })))
  const isFine = results.every(({ ok }) => ok)
  const installed = isFine ? await checkInstalled(folder) : []
  process.exitCode = isFine && installed.every(({ ok }) => ok) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function check({ path, folder: name, manifest, entries }) {
  const packed = await pnpm(['pack', '--json', '--pack-destination', folder], path)
  if (!packed.ok) return packed
  const { filename, files } = JSON.parse(packed.stdout)
  const { buffer } = new Uint8Array(readFileSync(filename))
  const { messages, pkg } = await publint({ pack: { tarball: buffer } })
  const types = await runCommand(bin('attw'), [filename, '--profile', 'esm-only', '--no-color', '--no-emoji'])
  const problems = [
    ...exportProblems(manifest),
    ...fileProblems(files.map((file) => file.path)),
    ...(name === 'server' ? await pageProblems(manifest.name, entries) : []),
    ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`),
    ...(types.ok ? [] : [`are-the-types-wrong: ${types.output}`]),
  ]
  return { ok: problems.length === 0, output: problems.join('\n') }
}

/** Runs the pnpm that runs this script; one is not always on the PATH. */
function pnpm(args, cwd) {
  const running = process.env.npm_execpath ?? ''
  if (!/[\\/]pnpm[^\\/]*$/.test(running)) return runCommand('npx', ['-y', 'pnpm@12', ...args], { cwd })
  if (/\.[cm]?js$/.test(running)) return runCommand(process.execPath, [running, ...args], { cwd })
  return runCommand(running, args, { cwd })
}

function exportProblems({ exports, publishConfig }) {
  const published = Object.entries(exports).map(([subpath, target]) => {
    const { [sourceCondition]: source, ...rest } = target
    return [subpath, rest]
  })
  if (isDeepStrictEqual(publishConfig.exports, Object.fromEntries(published))) return []
  return [`publishConfig.exports must be exports without the condition ${sourceCondition}.`]
}

function fileProblems(files) {
  const isMeant = (file) =>
    /^(package\.json|README\.md|LICENSE|dist\/.+)$/.test(file) && !/\.test\.|\/support\//.test(file)
  return files.filter((file) => !isMeant(file)).map((file) => `The tarball must not hold ${file}.`)
}

/** A page that imports an entry must fail to build, and every server must get the real one. */
async function pageProblems(name, entries) {
  const found = []
  for (const entry of entries)
    for (const { name: bundler, conditions, gets } of bundlers) {
      const file = await fileBehind(join(name, entry.subpath), conditions)
      const meant = `packages/server/dist/${gets(entry.name)}`
      if (file !== meant) found.push(`${bundler} gets ${file} for ${entry.subpath}; it must get ${meant}.`)
    }
  const page = `import { createVideoHandler } from '${name}'; createVideoHandler()`
  const failure = await bundle(page, ['production', 'browser']).then(() => 'none', String)
  if (!failure.includes('not-for-browsers.js')) found.push(`A page with ${name} must not build: ${failure}`)
  return found
}

async function fileBehind(id, conditions) {
  const { metafile } = await bundle(`export * from '${id}'`, conditions)
  return Object.keys(metafile.inputs).find((file) => file !== '<stdin>')
}

/** Bundles the code with what it imports itself, and no further. */
function bundle(contents, conditions) {
  return build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions,
    logLevel: 'silent',
    plugins: [onlyItsOwnImports],
  })
}
