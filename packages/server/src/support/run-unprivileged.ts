import { type ChildProcess, spawn } from 'node:child_process'
import { type AddressInfo, createServer } from 'node:net'

/** PostgreSQL refuses to run as root; Debian's `nobody` has no rights worth having. */
const nobody = 65_534

/** Whether commands have to be run as somebody else. */
export const isRoot = process.getuid?.() === 0

/** The same command, run by `nobody` where this process is root. */
export function unprivileged(command: readonly string[]): string[] {
  return isRoot
    ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--', ...command]
    : [...command]
}

/** Who has to own the files of a command that `unprivileged` runs; undefined where nothing has to change. */
export const owner = isRoot ? nobody : undefined

/** Runs a command to its end. Rejects with what it printed when it fails. */
export async function run(command: readonly string[], cwd: string): Promise<void> {
  const [file = '', ...args] = unprivileged(command)
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
  const status = await ended(child)
  if (status !== 0) throw new Error(`${command[0]} failed with ${status}:\n${output}`)
}

/**
 * Runs a line of shell as soon as the returned function is called, or this process is gone, however it went: the shell
 * reads a pipe that only this process holds open. The function resolves once the line has run.
 */
export function atTheEnd(line: string, cwd: string): () => Promise<void> {
  const [file = '', ...args] = unprivileged(['sh', '-c', `cat > /dev/null; ${line}`])
  // In a process group of its own, Ctrl-C does not end it before it has done its work.
  const guard = spawn(file, args, { cwd, stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  const end = ended(guard)
  end.catch(() => {})
  return async () => {
    guard.stdin.end()
    await end
  }
}

/** A port of this machine that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function ended(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
}
