import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

/** What the lab's model server hands out as finished videos. */
export const CLIPS = [
  { name: 'dog', prompt: 'a dog on a beach', size: '640x360', duration: 4 },
  { name: 'cat', prompt: 'a cat on a beach', size: '640x360', duration: 4 },
] as const

const root = fileURLToPath(new URL('.', import.meta.url))

/** Makes `#clips/<name>.mp4` importable: real videos, rendered on this machine the first time and kept for the next. */
export function clips(): Plugin {
  const key = createHash('sha256').update(JSON.stringify(CLIPS)).digest('hex').slice(0, 12)
  const folder = join(root, 'node_modules/.cache/clips', key)
  return {
    name: 'flow-lab-clips',
    config() {
      if (!CLIPS.every(({ name }) => existsSync(join(folder, `${name}.mp4`)))) {
        mkdirSync(folder, { recursive: true })
        const runTypeScript = ['--conditions=@reelstate/source', '--import', 'tsx']
        execFileSync(process.execPath, [...runTypeScript, join(root, 'render-clips.ts'), folder], {
          cwd: root,
          stdio: 'inherit',
        })
      }
      return { resolve: { alias: { '#clips': folder } } }
    },
  }
}
