import { spawn } from 'node:child_process'

const running = new Set()
process.on('exit', () => {
  for (const end of running) end('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

/**
 * Starts a command with everything that it will start itself, which all ends with `stop()`, and with this process.
 * `exited` resolves with its exit code, or with null.
 */
export function startCommand(command, args, { cwd, env = {} }) {
  const child = spawn(command, args, {
    cwd,
    env: {
      ...process.env,
      NO_COLOR: '1',
      NEXT_TELEMETRY_DISABLED: '1',
      NUXT_TELEMETRY_DISABLED: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: npm and frameworks start processes that a signal to the first one does not reach.
    detached: true,
  })
  const said = { all: '', stdout: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.all += text
    said.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.all += text
  })
  const end = (signal) => {
    try {
      process.kill(-child.pid, signal)
    } catch {
      // It is gone already.
    }
  }
  running.add(end)
  const exited = new Promise((resolve) => {
    child.on('error', ({ message }) => {
      said.all += message
      resolve(null)
    })
    child.on('close', resolve)
  }).finally(() => running.delete(end))

  async function stop() {
    end('SIGTERM')
    const isStuck = setTimeout(() => end('SIGKILL'), 5_000)
    await exited
    clearTimeout(isStuck)
  }
  return { exited, stop, output: () => said.all, stdout: () => said.stdout }
}
