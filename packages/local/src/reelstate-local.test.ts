import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

/** Inside the package, so that Node finds what is left out of the bundle. */
const cache = fileURLToPath(new URL('../node_modules/.cache', import.meta.url))
let built: string
const running: ChildProcess[] = []

// The command as it is published, one file, starts in a fraction of the time that a TypeScript loader takes.
beforeAll(async () => {
  mkdirSync(cache, { recursive: true })
  built = mkdtempSync(join(cache, 'reelstate-local-'))
  await build({
    entryPoints: ['reelstate-local.ts', 'render-worker.ts'].map((file) => join(import.meta.dirname, file)),
    outdir: built,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@reelstate/source'],
    external: ['@napi-rs/canvas', 'h264-mp4-encoder'],
    logLevel: 'error',
  })
})

afterAll(() => rmSync(built, { recursive: true, force: true }))

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

/** The command, as its users run it. */
function run(...args: string[]) {
  const child = spawn(process.execPath, [join(built, 'reelstate-local.js'), ...args])
  running.push(child)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  return { child, output, end: once(child, 'close').then(([code]) => code as number | null) }
}

async function serve(...args: string[]) {
  const command = run('serve', '--port', '0', ...args)
  await expect.poll(() => command.output.stdout, { timeout: 20_000 }).toContain('Ctrl-C stops it.')
  const [, url = ''] = /emulator: (\S+)/.exec(command.output.stdout) ?? []
  const [, baseURL = ''] = /OPENAI_BASE_URL=(\S+) OPENAI_API_KEY=any/.exec(command.output.stdout) ?? []
  return { ...command, url, baseURL }
}

describe('reelstate-local serve', () => {
  it('says where the emulator is and how an app gets there, and ends with Ctrl-C', async () => {
    const { child, output, end, url, baseURL } = await serve('--max-side', '128')
    const page = await fetch(url)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('html')])

    const openai = new OpenAI({ apiKey: 'any', baseURL })
    const { id } = await openai.videos.create({ prompt: 'A red fox in the snow' })
    expect(['queued', 'in_progress']).toContain((await openai.videos.retrieve(id)).status)
    expect(output.stdout).toContain(id)

    child.kill('SIGINT')
    expect(await end).toBe(0)
    expect(output.stderr).toBe('')
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  })

  it('plays the scenario that was chosen', async () => {
    const { baseURL } = await serve('--scenario', 'unauthorized')
    const openai = new OpenAI({ apiKey: 'any', baseURL, maxRetries: 0 })
    await expect(openai.videos.create({ prompt: 'A red fox' })).rejects.toMatchObject({ status: 401 })
  })

  it('says so when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { end, output } = run('serve', '--port', `${port}`)
    expect(await end).toBe(1)
    expect(output.stderr.trim()).toMatch(
      new RegExp(`^reelstate-local: .*${port}.* taken\\. Give another.*--port 0 for any free one\\.$`),
    )
    other.close()
  })

  it('says so when its host is none of this machine', async () => {
    const { end, output } = run('serve', '--port', '0', '--host', '192.0.2.1')
    expect(await end).toBe(1)
    expect(output.stderr).toContain('--host is "192.0.2.1", which is no address of this machine.')
  })
})

describe('reelstate-local', () => {
  it('says what is wrong with its arguments, and which there are', async () => {
    const [none, unknown, wrong] = [run(), run('serv'), run('serve', '--max-side', '10')]
    expect(await Promise.all([none.end, unknown.end, wrong.end])).toEqual([2, 2, 2])
    const usage = 'Usage: reelstate-local <command>'
    expect(none.output.stderr).toContain(`reelstate-local: Which command?\n\n${usage}`)
    expect(unknown.output.stderr).toContain(`reelstate-local: There is no command "serv".\n\n${usage}`)
    expect(wrong.output.stderr).toContain('reelstate-local: --max-side is "10". Give a whole number from 64')
    expect(wrong.output.stderr).toContain('Usage: reelstate-local serve')
  })

  it('may be asked for help', async () => {
    const [all, one] = [run('--help'), run('serve', '--port', 'x', '--help')]
    expect(await Promise.all([all.end, one.end])).toEqual([0, 0])
    expect(all.output.stdout).toContain('serve   emulates video APIs')
    expect(one.output.stdout).toContain('--scenario <name>')
  })
})
