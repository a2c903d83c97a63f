import { rmSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import type { EngineCall } from './engine-calls.js'

export const repository = fileURLToPath(new URL('../../..', import.meta.url))
/** Inside the repository, so that Node finds the packages that are left out of a bundle. */
const folder = join(repository, 'node_modules/.cache/reelstate-crash', `${process.pid}`)

process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/**
 * Puts a file and all that it imports of ours into one, which starts in a fraction of the time. Returns its path.
 *
 * @param calls places to wrap in `engineCall(index, () => …)`, to hear which of them are reached
 */
export async function bundle(file: string, calls: readonly EngineCall[] = []): Promise<string> {
  await mkdir(folder, { recursive: true })
  const outfile = join(folder, file.replace(/\.ts$/, '.mjs'))
  await build({
    entryPoints: [join(import.meta.dirname, file)],
    outfile,
    bundle: true,
    // Most of a start is reading the file.
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@reelstate/source'],
    external: ['pg', 'pg-boss', 'libsql'],
    plugins: calls.length > 0 ? [wrapping(calls)] : [],
    logLevel: 'error',
  })
  return outfile
}

function wrapping(calls: readonly EngineCall[]): Plugin {
  const files = new Set(calls.map(({ file }) => file))
  return {
    name: 'wrap-engine-calls',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!files.has(path)) return undefined
        const text = await readFile(path, 'utf8')
        return { contents: wrap(text, path, calls), loader: 'ts' }
      })
    },
  }
}

function wrap(text: string, path: string, calls: readonly EngineCall[]): string {
  const pieces = calls.flatMap(({ file, start, end, awaits }, index) => {
    if (file !== path) return []
    const open = awaits ? `await engineCall(${index}, async () => ` : `engineCall(${index}, () => `
    return [
      { at: start, text: `(${open}`, size: end - start },
      { at: end, text: '))', size: 0 },
    ]
  })
  // From the end of the file, so that what comes before keeps its place; the outer one of two that begin together first.
  pieces.sort((a, b) => b.at - a.at || a.size - b.size)
  let wrapped = text
  for (const { at, text: piece } of pieces) wrapped = wrapped.slice(0, at) + piece + wrapped.slice(at)
  return wrapped
}
