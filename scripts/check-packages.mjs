// Packs every package as it would be published and lints the tarball: publint, are-the-types-wrong, and that it
// holds what was built and nothing else. Needs a build.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { runCommand } from './run-command.mjs'
import { runSteps } from './run-steps.mjs'
import { bin, packages, sourceCondition } from './workspace.mjs'

const folder = mkdtempSync(join(tmpdir(), 'reelstate-pack-'))
try {
  const results = await runSteps(packages.map((it) => ({ name: it.name, run: () => check(it) })))
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function check({ path, manifest }) {
  const packed = await pnpm(['pack', '--json', '--pack-destination', folder], path)
  if (!packed.ok) return packed
  const { filename, files } = JSON.parse(packed.stdout)
  const { buffer } = new Uint8Array(readFileSync(filename))
  const { messages, pkg } = await publint({ pack: { tarball: buffer } })
  const types = await runCommand(bin('attw'), [filename, '--profile', 'esm-only', '--no-color', '--no-emoji'])
  const problems = [
    ...exportProblems(manifest),
    ...fileProblems(files.map((file) => file.path)),
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
