import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/** The export condition that points at a package's sources; never published. */
export const sourceCondition = '@reelstate/source'

/**
 * Our packages: `{ folder, path, name, manifest, entries, commands }`, where an entry is
 * `{ subpath, name, source, isCompiledByApps }` and a command `{ name, source }`.
 */
export const packages = readdirSync(join(root, 'packages'))
  .filter((folder) => existsSync(join(root, 'packages', folder, 'package.json')))
  .map((folder) => {
    const path = join(root, 'packages', folder)
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    const { name } = manifest
    return { folder, path, name, manifest, entries: entriesOf(manifest), commands: commandsOf(manifest) }
  })

/** The path of a tool that the repository installed: a machine need not have pnpm on its PATH. */
export function bin(name) {
  return join(root, 'node_modules', '.bin', name)
}

function entriesOf(manifest) {
  return Object.entries(manifest.exports)
    .filter(([, target]) => target[sourceCondition])
    .map(([subpath, target]) => ({
      subpath,
      source: target[sourceCondition].replace('./', ''),
      // It has Svelte's components in it, which Node cannot read.
      isCompiledByApps: 'svelte' in target,
      name: target.default.replace('./dist/', '').replace(/\.js$/, ''),
    }))
}

/** Commands exist once they are built, so only what is published has them as its `bin`. */
function commandsOf({ publishConfig }) {
  return Object.keys(publishConfig.bin ?? {}).map((name) => ({ name, source: `src/${name}.ts` }))
}
