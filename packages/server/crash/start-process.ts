import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface TestProcess<Line> {
  readonly pid: number
  /** What it printed first: it is ready. */
  readonly ready: Line
  /** Whether it is gone. */
  readonly exited: Promise<void>
  readonly isGone: boolean
  /** All that it printed after that. */
  readonly lines: readonly Line[]
  /** Writes a line to its input. */
  tell(line: string): void
  /** Sends a signal; resolves when the process is gone. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Starts a bundled file with Node. It ends when this process does. Rejects where it ends before it says a word. */
export async function startProcess<Line>(file: string, plan: object = {}): Promise<TestProcess<Line>> {
  const child = spawn(process.execPath, [file, JSON.stringify(plan)], { stdio: ['pipe', 'pipe', 'pipe'] })
  let isGone = false
  let complaint = ''
  const lines: Line[] = []
  child.stdin.on('error', () => {})
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint += text
  })
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => {
      isGone = true
      resolve()
    })
  })
  const ready = await new Promise<Line>((resolve, reject) => {
    child.once('error', reject)
    let isReady = false
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line
      if (isReady) lines.push(line)
      else resolve(line)
      isReady = true
    })
    exited.then(() => reject(new Error(`${file} ended before it was ready.\n${complaint}`)))
  })
  child.stderr.on('data', (text) => process.stderr.write(text))
  return {
    pid: child.pid ?? 0,
    ready,
    exited,
    get isGone() {
      return isGone
    },
    lines,
    tell: (line) => void child.stdin.write(`${line}\n`),
    async kill(signal) {
      if (!isGone) child.kill(signal)
      await exited
    },
  }
}
