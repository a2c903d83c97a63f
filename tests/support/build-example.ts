import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** An example's page as files in a temporary folder. */
export interface BuiltExample {
  folder: string
  remove(): Promise<void>
}

/** Builds an example's page as it would be deployed: for React without strict mode, which mounts everything twice. */
export async function buildExample(name: string, ...options: string[]): Promise<BuiltExample> {
  const folder = await mkdtemp(join(tmpdir(), `reelstate-${name}-`))
  const { NODE_ENV: _, ...env } = process.env
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const build = [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error', ...options]
  await promisify(execFile)(process.execPath, build, { cwd: join(ROOT, 'examples', name), env })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
