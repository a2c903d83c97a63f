import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The playground's page as files in a temporary folder. */
export interface BuiltPlayground {
  folder: string
  remove(): Promise<void>
}

/** Builds the playground's page as it would be deployed: without strict mode, which mounts everything twice. */
export async function buildPlayground(): Promise<BuiltPlayground> {
  const folder = await mkdtemp(join(tmpdir(), 'reelstate-playground-'))
  const { NODE_ENV: _, ...env } = process.env
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const build = [
    vite,
    'build',
    '--outDir',
    folder,
    '--emptyOutDir',
    '--minify',
    'false',
    '--logLevel',
    'error',
  ]
  await promisify(execFile)(process.execPath, build, { cwd: join(ROOT, 'examples/playground'), env })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
