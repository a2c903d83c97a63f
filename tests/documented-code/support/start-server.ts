import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The documented server code in a process of its own, as a page finds it. */
export interface DocumentedServer {
  url: string
  stop(): Promise<void>
}

export async function startServer(): Promise<DocumentedServer> {
  const file = join(import.meta.dirname, 'server-process.ts')
  const child = spawn(process.execPath, ['--conditions=@reelstate/source', '--import', 'tsx', file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  const lines = createInterface({ input: child.stdout })
  const [url] = await Promise.race([once(lines, 'line'), closed.then(() => ['The server did not start.'])])
  return {
    url,
    async stop() {
      child.stdin.end()
      await closed
    },
  }
}
