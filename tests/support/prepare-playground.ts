import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the playground that `preparePlayground` made. */
    builtPlayground: string
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Inside the package that has most of what is left out of the bundle, so that Node finds it. */
const CACHE = join(ROOT, 'packages/local/node_modules/.cache')

/**
 * Builds the playground once for all tests of a run: as `server.mjs` and `page`, which start and load in a fraction of
 * the time and the work that loaders and a development server take. Everything in it is as in development, React's
 * strict mode too.
 */
export default async function preparePlayground(project: TestProject): Promise<() => Promise<void>> {
  await mkdir(CACHE, { recursive: true })
  const folder = await mkdtemp(join(CACHE, 'playground-'))
  await Promise.all([buildPage(join(folder, 'page')), buildServer(folder)])
  project.provide('builtPlayground', folder)
  return () => rm(folder, { recursive: true, force: true })
}

async function buildPage(outDir: string): Promise<void> {
  const options = ['--mode', 'development', '--minify', 'false', '--logLevel', 'error', '--outDir', outDir]
  await promisify(execFile)(join(ROOT, 'node_modules/.bin/vite'), ['build', ...options], {
    cwd: join(ROOT, 'examples/playground'),
    // Tests set another, and Vite keeps what is set.
    env: { ...process.env, NODE_ENV: 'development' },
  })
}

async function buildServer(outdir: string): Promise<void> {
  await build({
    entryPoints: {
      server: join(ROOT, 'examples/playground/start.ts'),
      // Found beside the file that starts it.
      'render-worker': join(ROOT, 'packages/local/src/render-worker.ts'),
    },
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@reelstate/source'],
    // Native code, and what is large and whole.
    external: ['libsql', '@napi-rs/canvas', 'h264-mp4-encoder'],
    logLevel: 'error',
  })
}
