import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type JSONRPCMessage } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WrongArguments } from './command.js'
import { readMcpArguments } from './mcp-command.js'

describe('the arguments of reelstate-local mcp', () => {
  it('may all be left out', () => {
    expect(readMcpArguments([])).toEqual({
      provider: undefined,
      directory: join(tmpdir(), 'reelstate-videos'),
      videos: 10,
      waitMs: 50_000,
    })
  })

  it.each([
    ['an unknown option', ['--vidoes', '1'], "'--vidoes'"],
    ['an unknown provider', ['--provider', 'acme'], 'no provider "acme". Name one of: openai, '],
    [
      'a number that is none',
      ['--videos', 'many'],
      '--videos is "many". Give a whole number from 1 to 10000.',
    ],
    ['a wait that is too long', ['--wait', '3601'], '--wait is "3601"'],
    [
      'a folder without a name',
      ['--directory', ''],
      '--directory is "". Give a folder, or leave it out for ',
    ],
    ['a folder of blanks', ['--directory', ' '], '--directory is " "'],
  ])('say what is wrong with %s', (_, args, message) => {
    expect(() => readMcpArguments(args)).toThrow(WrongArguments)
    expect(() => readMcpArguments(args)).toThrow(message)
  })
})

describe('reelstate-local mcp', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'reelstate-mcp-'))
  })
  afterEach(() => rm(directory, { recursive: true, force: true }))

  it('makes a video for an MCP client, prints nothing but the protocol, and ends when the client leaves', async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: ['--import', LOGS_ON_SIGNAL, ...SOURCE, 'mcp', '--directory', directory, '--provider', 'local'],
      stderr: 'pipe',
    })
    const output = { stderr: '', broken: [] as Error[] }
    transport.stderr?.on('data', (text) => {
      output.stderr += text
    })
    const client = new Client({ name: 'test', version: '1' })
    client.onerror = (error) => output.broken.push(error)
    try {
      await client.connect(transport)
      const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
      expect(client.getServerVersion()).toMatchObject({ name: 'reelstate', version: manifest.version })
      process.kill(transport.pid ?? 0, 'SIGUSR2')
      await transport.send([] as unknown as JSONRPCMessage)
      const made = await client.callTool({
        name: 'create_video',
        arguments: { prompt: 'A red fox in the snow', size: '64x64', seconds: 1 },
      })
      expect(made.content).toContainEqual(expect.objectContaining({ type: 'resource_link' }))
      expect(await readdir(directory)).toEqual([expect.stringMatching(/^vid_\w+\.mp4$/)])

      // It leaves in the middle of another.
      const arguments_ = { prompt: 'A long one', size: '640x360', seconds: 20 }
      await new Promise<void>((resolve) => {
        const create = { name: 'create_video', arguments: arguments_ }
        client.callTool(create, { onprogress: () => resolve() }).catch(() => {})
      })
      const { pid } = transport
      const leftAt = performance.now()
      await client.close()
      // The transport waits for 2 s before it ends what has not ended by itself.
      expect(performance.now() - leftAt).toBeLessThan(1_900)
      expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH')
    } finally {
      await client.close()
    }
    expect(output.broken).toEqual([])
    expect(output.stderr.trimEnd().split('\n').sort()).toEqual([
      'logged by mistake',
      'reelstate-local mcp: It serves an MCP client on stdin and stdout. Videos are made by local (local-scene) and ' +
        `written to ${directory}.`,
      'reelstate-local mcp: What the client sent is no message of the protocol. It was passed over.',
    ])
  })

  it('ends in good order on SIGTERM and SIGINT, and at once where its folder cannot be written', async () => {
    const file = join(directory, 'file')
    writeFileSync(file, '')
    const ended = await Promise.all([
      endOf(['--directory', directory], 'SIGTERM'),
      endOf(['--directory', directory], 'SIGINT'),
      endOf(['--directory', join(file, 'videos')]),
    ])
    const ready = expect.stringContaining('It serves an MCP client')
    const refused = expect.stringMatching(
      /^reelstate-local: --directory is ".*file\/videos", where no file can be/,
    )
    expect(ended).toEqual([
      { code: 0, signal: null, stdout: '', stderr: ready },
      { code: 0, signal: null, stdout: '', stderr: ready },
      { code: 1, signal: null, stdout: '', stderr: refused },
    ])
  })
})

const COMMAND = join(import.meta.dirname, '..', 'reelstate-local.ts')
const SOURCE = ['--conditions=@reelstate/source', '--import', 'tsx', COMMAND]
/** A module that prints with `console.log`, as any module may, when the process is told to. */
const LOGS_ON_SIGNAL = `data:text/javascript,process.on('SIGUSR2', () => console.log('logged by mistake'))`

/** How the command ends; with a signal, it is sent one as soon as it says that it serves. */
async function endOf(args: readonly string[], signalToSend?: NodeJS.Signals) {
  const command = spawn(process.execPath, [...SOURCE, 'mcp', '--provider', 'local', ...args])
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    command[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
      if (signalToSend && said.stderr.includes('\n')) command.kill(signalToSend)
    })
  }
  try {
    const [code, signal] = await once(command, 'close', { signal: AbortSignal.timeout(15_000) })
    return { code, signal, ...said }
  } finally {
    command.kill('SIGKILL')
  }
}
