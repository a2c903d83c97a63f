// Bundles every entry from its sources and follows the imports. Fails, naming the chain, when an entry that a
// browser loads reaches Node, zod or our server, when one that runs on any server needs Node to load, or when a file
// imports another package by a relative path.
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { compile } from 'svelte/compiler'
import { packages, root, sourceCondition } from './workspace.mjs'

const browserPackages = ['core', 'react', 'vue', 'svelte', 'devtools']
const frameworks = ['react', 'react-dom', 'vue', 'svelte']
/** Entries that must load where there is no Node, such as on Workers; inside a function they may ask for it. */
const portable = ['@reelstate/server']
const forbidden = /^(node:|zod(\/|$)|@reelstate\/(server|local)(\/|$))/

/** Leaves what is forbidden as an import, so that it can be named even where it cannot be bundled. */
const stopAtForbidden = {
  name: 'stop-at-forbidden',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path }) => {
      const id = isBuiltin(path) && !path.startsWith('node:') ? `node:${path}` : path
      return forbidden.test(id) ? { path: id, external: true } : undefined
    })
  },
}

const compileSvelte = {
  name: 'compile-svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, ({ path }) => ({
      contents: compile(readFileSync(path, 'utf8'), { filename: path }).js.code,
    }))
  },
}

const entries = packages.flatMap(({ folder, name, entries }) =>
  entries.map(({ subpath, source }) => ({
    folder,
    file: `packages/${folder}/${source}`,
    label: join(name, subpath),
    inBrowser: browserPackages.includes(folder),
  })),
)
const problems = new Set()
for (const entry of entries) for (const problem of await check(entry)) problems.add(problem)
console.log([...problems, `${entries.length} entries, ${problems.size} problems`].join('\n'))
process.exitCode = problems.size === 0 ? 0 : 1

async function check({ folder, file, label, inBrowser }) {
  if (!existsSync(join(root, file))) return [`${label}: its source ${file} does not exist.`]
  const { graph, failure } = await importGraph(file, inBrowser)
  if (failure) return [`${label}: ${failure}`]
  return [
    ...crossings(graph, `packages/${folder}/`),
    ...(inBrowser ? forbiddenChains(graph, file, label) : []),
    ...(portable.includes(label) ? nodeChains(graph, file, label) : []),
  ]
}

/** The files behind an entry and what each imports; for Node it ends where another package begins. */
async function importGraph(file, inBrowser) {
  const options = inBrowser
    ? { platform: 'browser', external: frameworks, plugins: [stopAtForbidden, compileSvelte] }
    : { platform: 'node', packages: 'external' }
  return build({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'dist',
    format: 'esm',
    conditions: [sourceCondition, 'module'],
    logLevel: 'silent',
    ...options,
  }).then(
    ({ metafile }) => ({ graph: metafile.inputs }),
    ({ message }) => ({ failure: message }),
  )
}

function forbiddenChains(graph, entry, label) {
  return chains(graph, entry, label, ({ path }) => forbidden.test(path))
}

/** What is loaded with the entry; an import inside a function is not. */
function nodeChains(graph, entry, label) {
  const isLoaded = ({ kind }) => kind !== 'dynamic-import'
  return chains(graph, entry, label, ({ path }) => isBuiltin(path), isLoaded)
}

/** The ways from an entry to an import that it must not reach. */
function chains(graph, entry, label, isWrong, isFollowed = () => true) {
  const chainTo = new Map([[entry, [label]]])
  const found = []
  for (const [file, chain] of chainTo)
    for (const imported of (graph[file]?.imports ?? []).filter(isFollowed)) {
      if (isWrong(imported)) found.push([...chain, imported.path].join(' → '))
      else if (!chainTo.has(imported.path)) chainTo.set(imported.path, [...chain, imported.path])
    }
  return found
}

function crossings(graph, own) {
  return Object.entries(graph)
    .filter(([file]) => file.startsWith(own))
    .flatMap(([file, { imports }]) => imports.map(({ path, original }) => ({ file, path, original })))
    .filter(({ path, original }) => original?.startsWith('.') && !path.startsWith(own))
    .map(({ file, original }) => `${file} imports ${original}: import another package by its name.`)
}
