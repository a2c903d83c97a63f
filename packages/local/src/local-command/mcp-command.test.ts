import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
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
    const file = join(import.meta.dirname, '..', 'reelstate-local.ts')
    const source = ['--conditions=@reelstate/source', '--import', 'tsx', file]
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [...source, 'mcp', '--directory', directory, '--provider', 'local'],
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
      const made = await client.callTool({
        name: 'create_video',
        arguments: { prompt: 'A red fox in the snow', size: '64x64', seconds: 1 },
      })
      expect(made.content).toContainEqual(expect.objectContaining({ type: 'resource_link' }))
      expect(await readdir(directory)).toEqual([expect.stringMatching(/^vid_\w+\.mp4$/)])

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
    expect(output.stderr).toMatch(/^reelstate-local mcp: videos by local \(local-scene\), written to \S+\n$/)
  })
})
