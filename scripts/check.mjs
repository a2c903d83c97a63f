// Types, lint, import direction, build, sizes and what would be published. Tests are `test.mjs`.
import { runChecks } from './check-steps.mjs'

const failed = (await runChecks()).filter(({ ok }) => !ok)
if (failed.length > 0) console.error(`Failed: ${failed.map(({ name }) => name).join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
