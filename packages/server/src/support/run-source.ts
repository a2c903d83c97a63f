import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

export interface SourceProcess {
  child: ChildProcess
  /** What it has written so far. */
  output(): { stdout: string; stderr: string }
  /** Resolves with the first line of its output that is wanted; rejects when it ends without one. */
  line(wanted: (line: string) => boolean): Promise<string>
  /** Its exit code; null when a signal ended it. */
  end: Promise<number | null>
}

const sources = fileURLToPath(new URL('..', import.meta.url))
/** Inside the package, so that Node finds what is left out of a bundle. */
const folder = fileURLToPath(new URL(`../../node_modules/.cache/run-source/${process.pid}`, import.meta.url))
/** What tests start, and what they hand to it; one build, so that all of them share what they import. */
const FILES = [
  'reelstate-worker.ts',
  'support/run-cancel.ts',
  'support/run-stoppable-server.ts',
  'support/worker-options.ts',
  'stores/sqlite/support/store-process.ts',
]
let isBuilt = false

/** A file of this package as Node runs it, which starts in a fraction of the time that a TypeScript loader takes. */
export function builtSource(file: string): string {
  if (!isBuilt) {
    buildSync({
      entryPoints: FILES.map((entry) => join(sources, entry)),
      outdir: folder,
      outbase: sources,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      conditions: ['@reelstate/source'],
      external: ['pg', 'pg-boss', 'libsql'],
      logLevel: 'error',
    })
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    isBuilt = true
  }
  return join(folder, file.replace(/\.ts$/, '.mjs'))
}

/** Runs one of `FILES` as a process of its own. The test has to end it. */
export function runSource(file: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): SourceProcess {
  const child = spawn(process.execPath, [builtSource(file), ...args], { env: { ...process.env, ...env } })
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
