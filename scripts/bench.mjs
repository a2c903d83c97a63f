// Builds the packages and runs their benchmarks, each of which prints its own table: `bench.mjs [part of a name]`.
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { runCommand } from './run-command.mjs'
import { packages, root } from './workspace.mjs'

const wanted = process.argv[2] ?? ''
const files = packages
  .map(({ path }) => join(path, 'bench'))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((file) => relative(root, join(folder, file))))
  .filter((file) => file.endsWith('-bench.ts') && file.includes(wanted))

if (files.length === 0) {
  console.error(`No benchmark's name contains "${wanted}".`)
  process.exitCode = 1
}
// What is measured is what is shipped: sources would add their own compilation.
const build = await runCommand(process.execPath, [join(import.meta.dirname, 'build.mjs')], { live: true })
if (!build.ok) process.exit(1)
for (const file of files) {
  console.log(`\n${file}`)
  const { ok } = await runCommand(process.execPath, ['--import', 'tsx', file], { live: true })
  if (!ok) process.exitCode = 1
}
