// The runs that take hours: random worlds by the thousand, a proxy that waits for longer than its timeout, and instances
// killed again and again at every point. Prints the figures that stand in docs/bills.md.
// REELSTATE_RUNS says how often an instance is killed at each point; 100 unless told otherwise.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from './run-command.mjs'
import { bin } from './workspace.mjs'

const system = await runCommand(process.execPath, [join(import.meta.dirname, 'system-packages.mjs')], {
  live: true,
})
if (!system.ok) process.exit(1)

const folder = mkdtempSync(join(tmpdir(), 'reelstate-figures-'))
const file = join(folder, 'figures.jsonl')
process.env.REELSTATE_LONG = '1'
process.env.REELSTATE_FIGURES = file
const tests = [
  'packages/core/src/chaos',
  'packages/core/src/proxy-chaos',
  'packages/server/src/jobs/simulation',
  'packages/server/src/handler/proxy',
  'packages/server/crash',
]
const { ok } = await runCommand(bin('vitest'), ['run', '--project=node', '--project=crash', ...tests], {
  live: true,
})
try {
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) console.log(inWords(JSON.parse(line)))
} catch (error) {
  console.error(`There are no figures: ${error.message}`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (!ok) process.exitCode = 1

function inWords({ about, store, ...figures }) {
  if (about !== 'kills') {
    return `${store}, ${about}: ${Object.entries(figures)
      .map(([name, value]) => `${value} ${name}`)
      .join(', ')}`
  }
  const { points, runs } = figures
  const killed = runs.filter(({ isReached }) => isReached)
  const times = killed.map(({ resumedMs }) => resumedMs).sort((a, b) => a - b)
  const quantile = (part) => `${((times[Math.floor((times.length - 1) * part)] ?? 0) / 1000).toFixed(1)} s`
  const twice = killed.filter(({ bills }) => bills > 1).length
  const told = killed.filter(({ end }) => end.state === 'unknown').length
  return [
    `${store}: ${killed.length} kills at ${points} points`,
    `${twice} jobs billed twice, ${told} left to their user`,
    `from the kill to the end ${quantile(0.5)} (median), ${quantile(0.99)} (p99), ${quantile(1)} (longest)`,
  ].join('; ')
}
