// Everything that must pass: what the browser tests need from the system, the checks, every test.
// `REELSTATE_EXAMPLES=next` tries that example too, of those that `pnpm test:examples` knows.
// The last line is `N passed, N failed`, a check counting as one.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { runChecks } from './check-steps.mjs'
import { runCommand } from './run-command.mjs'
import { bin, root } from './workspace.mjs'

const examples = process.env.REELSTATE_EXAMPLES?.split(',') ?? []
const system = await runCommand(process.execPath, [join(import.meta.dirname, 'system-packages.mjs')], {
  live: true,
})
const checks = [{ name: 'system packages', ok: system.ok }, ...(await runChecks(examples))]
const tests = await runTests()

const failedChecks = checks.filter(({ ok }) => !ok).map(({ name }) => name)
const failures = [...failedChecks, ...tests.failures]
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  ✗ ${failure}`).join('\n')}`)
console.log(`\n${checks.length - failedChecks.length + tests.passed} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1

async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'reelstate-test-'))
  const file = join(folder, 'results.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { ok } = await runCommand(bin('vitest'), args, { live: true })
  try {
    return summarise(ok, JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    return { passed: 0, failures: [`vitest wrote no results (${error.message})`] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function summarise(ok, { numPassedTests, testResults }) {
  const failures = testResults.flatMap(({ name, status, assertionResults, message }) => {
    const file = relative(root, name)
    const bad = assertionResults.filter((it) => it.status !== 'passed')
    if (status === 'failed' && bad.length === 0) return [`${file}: ${message}`]
    return bad.map((it) => `${file}: ${it.fullName} (${it.status})`)
  })
  if (numPassedTests === 0) failures.push('no test ran')
  // An error outside of every test, such as an unhandled rejection.
  if (!ok && failures.length === 0) failures.push('vitest failed outside of a test; its output says why')
  return { passed: numPassedTests, failures }
}
