// Tries the examples that are no part of this workspace, with our packages as they would be published: packs those,
// installs, builds and starts a copy of the example, and uses it in Chromium. The last line is `N passed, N failed`.
// `pnpm test:examples` tries all, `pnpm test:examples next` one. `--built` packs what is built already; `--lock` tries
// nothing and writes the lockfiles anew.

import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ExamplePage } from '../tests/support/example-page.ts'
import { launchChromium } from '../tests/support/launch-chromium.ts'
import { startCommand } from './start-command.mjs'
import { root } from './workspace.mjs'

const NAMES = ['next', 'sveltekit', 'nuxt']
/** No step takes as long on a machine that works; in ms. */
const LIMIT = 180_000
const npmInstall = [
  'install',
  '--no-audit',
  '--no-fund',
  '--prefer-offline',
  '--omit-lockfile-registry-resolved',
]

const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'))
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const unknown = [
  ...asked.filter((name) => !NAMES.includes(name)),
  ...options.filter((it) => !/^--(built|lock)$/.test(it)),
]
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. Give any of ${NAMES.join(', ')}, and --built or --lock.`)
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'reelstate-examples-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const failed = []
const names = asked.length > 0 ? asked : NAMES
try {
  if (!options.includes('--built'))
    await run('build', process.execPath, [join(import.meta.dirname, 'build.mjs')], root)
  const packed = await packAll()
  for (const name of names) {
    console.log(`examples/${name}`)
    try {
      await (options.includes('--lock') ? lock(name, packed) : tryOut(name, packed))
    } catch (error) {
      console.log(`  ✗ ${error.message.replaceAll('\n', '\n    ')}`)
      failed.push(name)
    }
  }
} catch (error) {
  console.error(error.message)
  failed.push(...names)
}
console.log(`${names.length - failed.length} passed, ${failed.length} failed`)
process.exitCode = failed.length === 0 ? 0 : 1

/** Our packages by name: `{ manifest, url }`, of the tarball as it would be published. */
async function packAll() {
  const pack = ['pnpm@12', '--filter', './packages/*', '-r', 'pack', '--pack-destination', folder]
  await step('packed', () => run('pnpm pack', 'npx', ['-y', ...pack], root))
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  return new Map(await Promise.all(tarballs.map(readTarball)))
}

async function readTarball(file) {
  const manifest = JSON.parse(await run('tar', 'tar', ['-xOzf', file, 'package/package.json'], folder))
  return [manifest.name, { manifest, url: pathToFileURL(join(folder, file)).href }]
}

/** A copy of what is committed of the example. */
function copy(name) {
  const made = /^(node_modules|\.next|\.nuxt|\.output|\.svelte-kit|build|dist|\.reelstate)$/
  const to = join(folder, name)
  cpSync(join(root, 'examples', name), to, { recursive: true, filter: (path) => !made.test(basename(path)) })
  return to
}

async function tryOut(name, packed) {
  const cwd = copy(name)
  changeJson(join(cwd, 'package-lock.json'), ({ packages: locked }) => {
    for (const [path, entry] of Object.entries(locked)) {
      const ours = packed.get(path.replace('node_modules/', ''))
      if (ours) Object.assign(entry, { dependencies: ours.manifest.dependencies, resolved: ours.url })
    }
  })
  const { scripts } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  await step('installed', () => run('npm install', 'npm', npmInstall, cwd))
  await step('built', () => run('npm run build', 'npm', ['run', 'build'], cwd))
  if (scripts.check) await step('types checked', () => run('npm run check', 'npm', ['run', 'check'], cwd))
  await step('ordered, reloaded and played in Chromium', () => use(cwd))
}

async function use(cwd) {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const server = startCommand('npm', ['start'], { cwd, env: { PORT: `${port}` } })
  const browser = await launchChromium()
  try {
    await untilAnswering(url, server)
    const page = await ExamplePage.open(browser, url)
    const { before, after, playback } = await page.generateThroughReload('A red fox in the snow')
    const problems = [
      page.orders !== 1 && `It ordered ${page.orders} videos instead of one.`,
      after < before && `After the reload it went on at ${after} %, before it was at ${before} %.`,
      (playback.width !== 640 || playback.playedTo < 1 || playback.difference < 1) &&
        `The video does not play: ${JSON.stringify(playback)}`,
      ...page.complaints,
      ...(await page.violations()),
    ].filter(Boolean)
    if (problems.length > 0) throw new Error(problems.join('\n'))
  } catch (error) {
    throw new Error(`${error.message}\nThe server said:\n${server.output()}`)
  } finally {
    await browser.close()
    await server.stop()
  }
}

/** What npm locks when our packages come from their tarballs, told as if they came from the registry. */
async function lock(name, packed) {
  const cwd = copy(name)
  const wanted = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')).dependencies
  const overrides = Object.fromEntries([...packed].map(([ours, { url }]) => [ours, url]))
  const toTarballs = ([dependency, range]) => [dependency, overrides[dependency] ?? range]
  changeJson(join(cwd, 'package.json'), (manifest) => {
    Object.assign(manifest, {
      overrides,
      dependencies: Object.fromEntries(Object.entries(wanted).map(toTarballs)),
    })
  })
  const file = join(cwd, 'package-lock.json')
  rmSync(file, { force: true })
  await step('locked', () => run('npm install', 'npm', [...npmInstall, '--package-lock-only'], cwd))
  changeJson(file, ({ packages: locked }) => {
    locked[''].dependencies = wanted
    for (const entry of Object.values(locked)) {
      if (entry.resolved?.startsWith('file:')) delete entry.integrity
      delete entry.resolved
    }
  })
  cpSync(file, join(root, 'examples', name, 'package-lock.json'))
}

async function step(name, work) {
  const start = performance.now()
  await work()
  console.log(`  ✓ ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
}

/** Runs a command to its end and returns what it wrote. Throws with all it said when it fails or takes too long. */
async function run(name, command, args, cwd) {
  const running = startCommand(command, args, { cwd })
  const isLate = setTimeout(() => running.stop(), LIMIT)
  const code = await running.exited
  clearTimeout(isLate)
  if (code !== 0) throw new Error(`${name} failed:\n${running.output()}`)
  return running.stdout()
}

async function untilAnswering(url, server) {
  let hasExited = false
  server.exited.then(() => {
    hasExited = true
  })
  for (let attempt = 0; attempt < 300 && !hasExited; attempt++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`Nothing answers at ${url}.`)
}

async function freePort() {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

function changeJson(file, change) {
  const value = JSON.parse(readFileSync(file, 'utf8'))
  change(value)
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
}
