// Starts the worker from its TypeScript source: bundled, because reading it through a loader would cost every render more
// than a second, and kept until a source is newer.
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { threadId } from 'node:worker_threads'
import { buildSync } from 'esbuild'

const sources = import.meta.dirname
// Inside the package, so that Node finds what is left out of the bundle.
const folder = fileURLToPath(new URL('../node_modules/.cache/reelstate', import.meta.url))
const files = readdirSync(sources, { recursive: true }).filter((file) => /(?<!\.test)\.ts$/.test(file))
const paths = [import.meta.filename, ...files.map((file) => join(sources, file))]
const newest = Math.max(...paths.map((path) => statSync(path).mtimeMs))
const worker = join(folder, `render-worker-${files.length}-${Math.floor(newest)}.mjs`)

if (!existsSync(worker)) {
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, `${process.pid}-${threadId}.mjs`)
  buildSync({
    entryPoints: [join(sources, 'render-worker.ts')],
    outfile,
    bundle: true,
    // One is native code, the other large and whole.
    external: ['@napi-rs/canvas', 'h264-mp4-encoder'],
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  })
  // Others may be at it too: each finds a whole file.
  renameSync(outfile, worker)
}
await import(worker)
