import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** An example of this workspace that runs, as its `dev` script starts it. */
export interface RunningExample {
  url: string
  stop(): Promise<number | null>
}

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url))
/** A server of its own has no reason to end with what started it, but a test that is cut short must leave none. */
const ENDS_WITH_US = 'data:text/javascript,process.once(`disconnect`,()=>process.exit())'

/** Starts it on a free port, and rejects with what it said when no URL comes within half a minute. */
export async function startExample(name: string): Promise<RunningExample> {
  const cwd = `${EXAMPLES}/${name}`
  const { scripts } = JSON.parse(readFileSync(`${cwd}/package.json`, 'utf8'))
  const [command, ...args] = scripts.dev.split(' ')
  const server = spawn(command, args, {
    cwd,
    env: { ...process.env, PORT: '0', NO_COLOR: '1', NODE_OPTIONS: `--import=${ENDS_WITH_US}` },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const exited = new Promise<number | null>((resolve) => server.once('exit', resolve))

  async function stop() {
    server.kill('SIGINT')
    const exitCode = await exited
    // Its jobs ended with its provider.
    await rm(`${cwd}/.reelstate`, { recursive: true, force: true })
    return exitCode
  }

  let said = ''
  const url = new Promise<string>((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(late)
      reject(new Error(`examples/${name} ${why}:\n${said}`))
    }
    const late = setTimeout(() => fail('printed no URL in 30 s'), 30_000)
    server.once('exit', (code) => fail(`ended with code ${code}`))
    for (const output of [server.stdout, server.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const [found] = /http:\/\/localhost:\d+/.exec(said) ?? []
        if (!found) return
        clearTimeout(late)
        resolve(found)
      })
  })
  try {
    return { url: await url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
