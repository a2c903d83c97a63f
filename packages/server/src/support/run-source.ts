import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface SourceProcess {
  child: ChildProcess
  /** What it has written so far. */
  output(): { stdout: string; stderr: string }
  /** Resolves with the first line of its output that is wanted; rejects when it ends without one. */
  line(wanted: (line: string) => boolean): Promise<string>
  /** Its exit code; null when a signal ended it. */
  end: Promise<number | null>
}

/** Runs a file of this package as a process of its own. The test has to end it. */
export function runSource(file: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): SourceProcess {
  const path = join(import.meta.dirname, '..', file)
  const node = ['--conditions=@reelstate/source', '--import', 'tsx', path]
  const child = spawn(process.execPath, [...node, ...args], { env: { ...process.env, ...env } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (data) => {
    stdout += data
  })
  child.stderr.on('data', (data) => {
    stderr += data
  })
  const end = once(child, 'close').then(([code]) => code)
  return {
    child,
    output: () => ({ stdout, stderr }),
    end,
    line: (wanted) =>
      until(() => {
        const found = stdout.split('\n').slice(0, -1).find(wanted)
        if (found === undefined && child.exitCode !== null) {
          throw new Error(`It ended with ${child.exitCode}:\n${stdout}\n${stderr}`)
        }
        return found
      }),
  }
}

/** What `look` finds, as soon as it finds something. Rejects after 20 s. */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const giveUpAt = Date.now() + 20_000; Date.now() < giveUpAt; await sleep(20)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error('It has not happened within 20 s.')
}
