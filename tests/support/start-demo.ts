import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'

export interface LogLine {
  text: string
  /** ms since the epoch. */
  at: number
}

/** A running playground. */
export interface Demo {
  url: string
  port: number
  /** The folder with its jobs and videos. */
  data: string
  /** How long it took to print the URL, in ms. */
  startMs: number
  /** Everything the server said, in order. */
  lines: readonly LogLine[]
  /** The first line that matches, also one that is said later. Rejects after `limitMs`. */
  line(pattern: RegExp, limitMs?: number): Promise<LogLine>
  /** CPU time that the server and its workers have used, in ms. */
  serverCpuMs(): Promise<number>
  /** Ends the server at once, without a word to it, and leaves the data: start another demo on the same port and data. */
  kill(): Promise<void>
  /** Ends it as Ctrl-C would and removes the data; resolves with the exit code and how long it took. */
  stop(): Promise<{ exitCode: number | null; ms: number }>
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MS_PER_TICK = 10

/**
 * Starts the playground that was built for this run of tests, on a free port with no jobs, or on the port and data of
 * one that was killed. Rejects with its output when no URL comes within a minute.
 */
export function startDemo(killed?: Pick<Demo, 'port' | 'data'>): Promise<Demo> {
  const built = inject('builtPlayground')
  return start(`${built}/server.js`, { PLAYGROUND_PAGE: `${built}/page` }, killed)
}

/** Starts the playground as a visitor does, with `pnpm demo`: slower, from the sources. */
export function startDemoCommand(): Promise<Demo> {
  return start('scripts/demo.mjs')
}

async function start(
  script: string,
  env: Record<string, string> = {},
  killed?: Pick<Demo, 'port' | 'data'>,
): Promise<Demo> {
  const startedAt = Date.now()
  const data = killed?.data ?? (await mkdtemp(join(tmpdir(), 'reelstate-demo-')))
  const lines: LogLine[] = []
  const demo = spawn(process.execPath, [script], {
    cwd: ROOT,
    env: { ...process.env, ...env, PORT: `${killed?.port ?? 0}`, PLAYGROUND_DATA: data },
    // The channel ends the demo with this process, also when a run of tests is cut short.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const exited = new Promise<number | null>((resolve) => demo.once('exit', resolve))
  for (const output of [demo.stdout, demo.stderr]) {
    let rest = ''
    output?.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = `${rest}${chunk}`.split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts.map((text) => ({ text, at: Date.now() })))
    })
  }

  async function line(pattern: RegExp, limitMs = 10_000): Promise<LogLine> {
    const deadline = Date.now() + limitMs
    for (;;) {
      const found = lines.find(({ text }) => pattern.test(text))
      if (found) return found
      const said = lines.map(({ text }) => text).join('\n')
      if (demo.exitCode !== null) throw new Error(`The demo ended with code ${demo.exitCode}:\n${said}`)
      if (Date.now() > deadline) throw new Error(`No line like ${pattern} in ${limitMs} ms:\n${said}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async function stop() {
    const from = Date.now()
    demo.kill('SIGINT')
    const exitCode = await exited
    await rm(data, { recursive: true, force: true })
    return { exitCode, ms: Date.now() - from }
  }

  try {
    const { text } = await line(/^Reelstate playground: http/, 60_000)
    const children = await readFile(`/proc/${demo.pid}/task/${demo.pid}/children`, 'utf8')
    // The command starts the server as a process of its own.
    const server = Number.parseInt(children, 10) || (demo.pid as number)
    const serverCpuMs = async () => {
      const stat = await readFile(`/proc/${server}/stat`, 'utf8')
      // After the name in parentheses; utime and stime are the 14th and 15th field.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
    }
    const kill = async () => {
      process.kill(server, 'SIGKILL')
      await exited
    }
    const url = text.replace('Reelstate playground: ', '')
    const port = Number(new URL(url).port)
    return { url, port, data, startMs: Date.now() - startedAt, lines, line, serverCpuMs, kill, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
