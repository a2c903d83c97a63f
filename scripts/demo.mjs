// Starts the playground on the sources, without a build: `PORT=8080 node scripts/demo.mjs`.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const server = spawn(
  process.execPath,
  ['--conditions=@reelstate/source', '--import', 'tsx', 'examples/playground/dev.ts'],
  // The channel tells the server when this process is gone, however it ended.
  { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
)

// A terminal sends Ctrl-C to both processes; sent twice it does no harm.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal))
// Started by another program that has gone, such as a test that was cut short.
process.on('disconnect', () => server.kill())
server.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
