// Runs every benchmark of the packages, each of which prints its own table: `node scripts/bench.mjs [part of a name]`.
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { runCommand } from './run-command.mjs'
import { packages, root, sourceCondition } from './workspace.mjs'

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
for (const file of files) {
  console.log(`\n${file}`)
  const args = [`--conditions=${sourceCondition}`, '--import', 'tsx', file]
  const { ok } = await runCommand(process.execPath, args, { live: true })
  if (!ok) process.exitCode = 1
}
