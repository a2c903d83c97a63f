import { readFileSync, statSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, InMemoryTransport } from '@modelcontextprotocol/client'
import { createVideoHandler, memoryStore } from '@reelstate/server'
import { videoTools } from '@reelstate/server/chat'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { localVideo } from '../local-video.js'
import { createMcpServer } from './mcp-server.js'

let directory: string
const open: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reelstate-mcp-'))
})
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
  await rm(directory, { recursive: true, force: true })
})

/** A client of a server in this process, with the embedded provider. */
async function connect({ waitMs = 20_000, videos = 10 } = {}): Promise<Client> {
  const adapter = localVideo({ minMsPerFrame: 50 })
  const url = 'http://localhost/video'
  const authorize = () => 'mcp'
  const secret = 'a secret of at least thirty-two characters'
  const handler = createVideoHandler({ adapter, authorize, secret, store: memoryStore(), publicUrl: url })
  const tools = videoTools({ handler, authorize, url, limits: { videos } }).for(new Request(url), 'session')
  const server = createMcpServer({ tools, handler, directory, waitMs })
  const client = new Client({ name: 'test', version: '1' })
  const [there, here] = InMemoryTransport.createLinkedPair()
  await Promise.all([server.connect(there), client.connect(here)])
  open.push(
    () => adapter.close(),
    () => handler.close(0),
    () => client.close(),
  )
  return client
}

const input = { prompt: 'A red fox in the snow', size: '64x64', seconds: 1 }
const textOf = (result: { content?: unknown }) => (result.content as { text: string }[])[0]?.text ?? ''
const create = (client: Client, more: object = {}) =>
  client.callTool({ name: 'create_video', arguments: { ...input, ...more } })

describe('the MCP server', () => {
  it('lists the three tools', async () => {
    const { tools } = await (await connect()).listTools()
    expect(tools.map(({ name }) => name)).toEqual(['create_video', 'check_video', 'cancel_video'])
    expect(tools[0]?.inputSchema).toMatchObject({ type: 'object', required: ['prompt'] })
  })

  it('makes a video, tells how far it is, and links to the file', async () => {
    const client = await connect()
    const told: { progress: number; total?: number | undefined }[] = []
    const made = await client.callTool(
      { name: 'create_video', arguments: input },
      { onprogress: (progress) => void told.push(progress) },
    )
    const text = textOf(made)
    expect(text).toMatch(/^The video vid_\w{32} is ready: /)
    const link = made.content.find((block) => block.type === 'resource_link')
    if (!link) throw new Error(`No link: ${JSON.stringify(made)}`)
    expect(link).toMatchObject({ mimeType: 'video/mp4' })
    const path = fileURLToPath(link.uri)
    expect(readFileSync(path).subarray(4, 8).toString()).toBe('ftyp')
    expect(statSync(path).size).toBe(link.size)

    expect(told.length).toBeGreaterThan(1)
    expect(told.at(-1)).toMatchObject({ progress: 100, total: 100 })
    for (const [index, { progress }] of told.entries()) {
      expect(progress).toBeGreaterThan(told[index - 1]?.progress ?? 0)
    }

    const videoId = /vid_\w+/.exec(text)?.[0]
    const checked = await client.callTool({ name: 'check_video', arguments: { videoId } })
    expect(checked.content).toEqual(made.content)
    expect(await readdir(directory)).toHaveLength(1)
  })

  it('answers with the videoId when a video takes longer than it may wait, and stops it when asked to', async () => {
    const client = await connect({ waitMs: 0 })
    const pending = await create(client, { seconds: 20 })
    expect(textOf(pending)).toMatch(/^Video generation in progress.* videoId: vid_/)
    const videoId = /vid_\w+/.exec(textOf(pending))?.[0]
    const canceled = await client.callTool({ name: 'cancel_video', arguments: { videoId } })
    expect(textOf(canceled)).toBe(`The video was canceled. videoId: ${videoId}`)
    const gone = await client.callTool({ name: 'check_video', arguments: { videoId } })
    expect([gone.isError, textOf(gone)]).toEqual([true, 'The video was canceled.'])
  })

  it('says what is wrong, and how much a session may order', async () => {
    const client = await connect({ waitMs: 0, videos: 1 })
    const refusals = [
      await create(client, { size: '9x9' }),
      await client.callTool({ name: 'create_video', arguments: {} }),
      await client.callTool({ name: 'check_video', arguments: { videoId: 'vid_0' } }),
    ]
    await create(client)
    refusals.push(await create(client))
    expect(refusals.map((result) => [result.isError, textOf(result)])).toEqual([
      [true, expect.stringContaining('The size 9x9 is too small')],
      [true, expect.stringContaining('prompt')],
      [true, 'There is no such job, or it is not yours.'],
      [true, expect.stringContaining('may order 1 video, and has ordered 1')],
    ])
  })
})
