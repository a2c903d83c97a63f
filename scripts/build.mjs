// Builds every package into its `dist`: JavaScript modules, source maps and type declarations.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.mjs'
import { runSteps } from './run-steps.mjs'
import { bin, packages } from './workspace.mjs'

const builders = { svelte: buildWithSveltePackage }

const stepsFor = (some) => some.map((it) => ({ name: it.name, run: () => build(it) }))
const results = [
  ...(await runSteps(stepsFor(packages.filter(({ folder }) => !(folder in builders))))),
  // Svelte's packager reads the declarations that core was built with.
  ...(await runSteps(stepsFor(packages.filter(({ folder }) => folder in builders)))),
]
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1

async function build({ folder, path, entries }) {
  const missing = entries.find(({ source }) => !existsSync(join(path, source)))
  if (missing) return { ok: false, output: `Its exports name ${missing.source}, which does not exist.` }
  return (builders[folder] ?? buildWithTsup)(path)
}

function buildWithTsup(path) {
  return runCommand(process.execPath, [join(import.meta.dirname, 'build-with-tsup.mjs')], { cwd: path })
}

/** Components and runes are compiled by the app that uses them; the packager takes the types out of the sources. */
async function buildWithSveltePackage(path) {
  const args = ['--input', 'src', '--tsconfig', 'tsconfig.build.json']
  const result = await runCommand(bin('svelte-package'), args, { cwd: path })
  const dist = join(path, 'dist')
  if (!result.ok || !existsSync(dist)) return { ...result, ok: false }
  // The packager cannot leave files out.
  for (const file of readdirSync(dist, { recursive: true }))
    if (/\.test\.|(^|\/)support(\/|$)/.test(file)) rmSync(join(dist, file), { recursive: true, force: true })
  return result
}
