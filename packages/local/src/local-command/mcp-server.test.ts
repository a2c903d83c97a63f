import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Client, InMemoryTransport, type JSONRPCMessage } from '@modelcontextprotocol/client'
import { createVideoHandler, memoryStore } from '@reelstate/server'
import { type VideoTool, videoTools } from '@reelstate/server/chat'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { localVideo } from '../local-video.js'
import { createMcpServer } from './mcp-server.js'

let directory: string
const open: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reelstate-mcp-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  for (const close of open.splice(0).reverse()) await close()
  await rm(directory, { recursive: true, force: true })
})

/** A client of a server in this process, with the embedded provider. */
async function connect({ waitMs = 20_000, videos = 10, folder = directory, orderMs = 0 } = {}) {
  const adapter = localVideo({ minMsPerFrame: 50 })
  const url = 'http://localhost/video'
  const authorize = () => 'mcp'
  const secret = 'a secret of at least thirty-two characters'
  const handler = createVideoHandler({ adapter, authorize, secret, store: memoryStore(), publicUrl: url })
  const calls: string[] = []
  const waits: unknown[] = []
  const tools = videoTools({ handler, authorize, url, limits: { videos } })
    .for(new Request(url), 'session')
    .map((tool) => recorded(tool))
  /** Names the tool when a call of it begins and when it ends. */
  function recorded(tool: VideoTool): VideoTool {
    return {
      ...tool,
      async execute(input, call) {
        calls.push(tool.name)
        if (tool.name === 'create_video') await new Promise((resolve) => setTimeout(resolve, orderMs))
        else waits.push(call?.waitMs)
        const part = await tool.execute(input, call)
        calls.push(`${tool.name} ended`)
        return part
      },
    }
  }
  const server = createMcpServer({ tools, handler, directory: folder, waitMs })
  const client = new Client({ name: 'test', version: '1' })
  const [there, here] = InMemoryTransport.createLinkedPair()
  await Promise.all([server.connect(there), client.connect(here)])
  open.push(
    () => adapter.close(),
    () => handler.close(0),
    () => client.close(),
  )
  const call = async (name: VideoTool['name'], input: object = {}, options: CallOptions = {}) =>
    client.callTool({ name, arguments: { ...input } }, options)
  return { client, transport: here, handler, calls, waits, call }
}
type CallOptions = Parameters<Client['callTool']>[1]

const input = { prompt: 'A red fox in the snow', size: '64x64', seconds: 1 }
const long = { ...input, seconds: 20 }
const textOf = (result: { content?: unknown }) => (result.content as { text: string }[])[0]?.text ?? ''
const videoIdOf = (result: { content?: unknown }) => /vid_\w{32}/.exec(textOf(result))?.[0] ?? 'none'

describe('the MCP server', () => {
  it('lists the three tools', async () => {
    const { client } = await connect({ waitMs: 30_000 })
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(['create_video', 'check_video', 'cancel_video'])
    const [create, check, cancel] = tools
    expect(create?.inputSchema).toMatchObject({ type: 'object', required: ['prompt'] })
    expect(check?.inputSchema).toMatchObject({ properties: { videoId: { type: 'string' } } })
    expect(check?.inputSchema.required).toBeUndefined()
    expect(cancel?.inputSchema.required).toEqual(['videoId'])
    expect(create?.description).toContain('It waits up to 30 s for the video')
    expect(check?.description).toContain('It waits up to 30 s for the video')
  })

  it('makes a video, tells how far it is, and links to the file', async () => {
    const { call } = await connect()
    const told: { progress: number; total?: number | undefined }[] = []
    // Long enough for the polls of its status to find it on its way more than once.
    const made = await call(
      'create_video',
      { ...input, seconds: 2 },
      { onprogress: (progress) => void told.push(progress) },
    )
    const videoId = videoIdOf(made)
    const path = join(directory, `${videoId}.mp4`)
    expect(textOf(made)).toBe(`The video ${videoId} is ready: ${path}`)
    const uri = pathToFileURL(path).href
    const link = { type: 'resource_link', uri, mimeType: 'video/mp4', size: statSync(path).size }
    expect(made.content).toContainEqual(expect.objectContaining(link))
    expect(made.structuredContent).toEqual({ type: 'CHAT_VIDEO', data: { videoId, videoUrl: uri } })
    expect(readFileSync(fileURLToPath(uri)).subarray(4, 8).toString()).toBe('ftyp')

    expect(told.length).toBeGreaterThan(1)
    for (const [index, { progress, total }] of told.entries()) {
      expect(progress).toBeGreaterThan(told[index - 1]?.progress ?? 0)
      expect(progress).toBeLessThan(100)
      expect(total).toBe(100)
    }

    expect(await call('check_video', { videoId })).toEqual(made)
    expect(await readdir(directory)).toHaveLength(1)
  })

  it('answers with the videoId when a video takes longer than it may wait, and stops it when asked to', async () => {
    const { call } = await connect({ waitMs: 0 })
    const pending = await call('create_video', long)
    const videoId = videoIdOf(pending)
    expect(textOf(pending)).toMatch(/^Video generation in progress.* videoId: vid_\w{32}$/)
    expect(pending.structuredContent).toMatchObject({ type: 'VIDEO_PENDING', data: { videoId } })
    // It is a reference of the handler, which no client of this server can ask.
    expect(pending.structuredContent).not.toHaveProperty('data.reference')
    const canceled = await call('cancel_video', { videoId })
    expect(textOf(canceled)).toBe(`The video was canceled. videoId: ${videoId}`)
    expect(canceled.structuredContent).toMatchObject({
      type: 'VIDEO_CANCELED',
      data: { outcome: 'canceled' },
    })
    const gone = await call('check_video', { videoId })
    expect([gone.isError, textOf(gone)]).toEqual([true, expect.stringMatching(/^The video was canceled\./)])
    expect(gone.structuredContent).toMatchObject({ error: 'The video was canceled.', code: 'canceled' })
  })

  it('counts the time that the order takes as time of the wait', async () => {
    const { call, waits } = await connect({ waitMs: 200, orderMs: 150 })
    await call('create_video', long)
    await call('check_video')
    expect(waits[0]).toBeLessThan(60)
    expect(waits[1]).toBe(200)
  })

  it('says what is wrong with its code, and how much a session may order', async () => {
    const { call } = await connect({ waitMs: 0, videos: 1 })
    const refusals = [
      await call('create_video', { ...input, size: '9x9' }),
      await call('create_video'),
      await call('check_video', { videoId: 'vid_0' }),
      await call('check_video'),
    ]
    const ordered = await call('create_video', { ...input, seconds: null })
    refusals.push(await call('create_video', input))
    expect(videoIdOf(await call('check_video'))).toBe(videoIdOf(ordered))
    const told = refusals.map(({ isError, structuredContent }) => ({ isError, ...Object(structuredContent) }))
    expect(told).toEqual([
      { isError: true, error: expect.stringContaining('The size 9x9 is too small'), code: 'invalid_input' },
      { isError: true, error: expect.stringContaining('prompt'), code: 'invalid_input' },
      { isError: true, error: 'There is no such job, or it is not yours.', code: 'not_found' },
      { isError: true, error: expect.stringMatching(/^No video was ordered .* yet\./), code: 'not_found' },
      { isError: true, error: expect.stringContaining('has ordered 1'), code: 'rate_limited' },
    ])
    expect(refusals.map(textOf)).toEqual(told.map(({ error }) => error))
  })

  it('tells no more of a call that it has answered', async () => {
    const { call } = await connect()
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const answer = await call('check_video', {}, { onprogress() {} })
    expect(answer.isError).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('orders a video per request, whatever the ids of the requests are', async () => {
    const { transport } = await connect({ waitMs: 0 })
    const answers: JSONRPCMessage[] = []
    transport.onmessage = (message) => void answers.push(message)
    for (const [index, id] of [5, '5', 5].entries()) {
      const params = { name: 'create_video', arguments: input }
      await transport.send({ jsonrpc: '2.0', id, method: 'tools/call', params })
      await vi.waitFor(() => expect(answers).toHaveLength(index + 1))
    }
    const videoIds = answers.map((answer) => /vid_\w{32}/.exec(JSON.stringify(answer))?.[0])
    expect(videoIds).not.toContain(undefined)
    expect(new Set(videoIds).size).toBe(3)
  })

  it('says that a finished video could not be saved, and saves it when asked again', async () => {
    const folder = join(directory, 'videos')
    writeFileSync(folder, 'A file is in the way.')
    const { call } = await connect({ folder })
    const failed = await call('create_video', input)
    const videoId = videoIdOf(failed)
    expect(textOf(failed)).toContain(`The video is ready, and could not be saved in ${folder}: EEXIST`)
    expect(textOf(failed)).toContain('call check_video: it saves the video, and orders nothing.')
    expect(failed).toMatchObject({
      isError: true,
      structuredContent: { code: 'internal', data: { videoId } },
    })
    rmSync(folder)
    const saved = await call('check_video', { videoId })
    expect(textOf(saved)).toBe(`The video ${videoId} is ready: ${join(folder, `${videoId}.mp4`)}`)
  })
})

describe('a call that its client gives up on', () => {
  it('stops the video that it ordered, and says so on stderr and to who asks for the latest video', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { call, handler } = await connect()
    await expect(call('create_video', long, { timeout: 500 })).rejects.toThrow('timed out')
    await vi.waitFor(() => expect(log).toHaveBeenCalledOnce())
    const said = String(log.mock.lastCall)
    expect(said).toMatch(
      /The client canceled the call that ordered vid_\w{32}\. The video was canceled\. If it only/,
    )
    const latest = await call('check_video')
    expect(textOf(latest)).toContain('The video was canceled.')
    const videoId = /vid_\w{32}/.exec(said)?.[0] ?? ''
    expect((await handler.jobs.get(videoId))?.state).toBe('canceled')
  })

  it('orders nothing where it was canceled before it began', async () => {
    const { client, transport, calls } = await connect()
    const params = { name: 'create_video', arguments: input }
    await Promise.all([
      transport.send({ jsonrpc: '2.0', id: 'early', method: 'tools/call', params }),
      transport.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'early' } }),
    ])
    await client.ping()
    expect(calls).toEqual([])
  })

  it('leaves the video be when it only asked how that is', async () => {
    const { call, calls } = await connect()
    const making = call('create_video', long).catch(() => {})
    await expect(call('check_video', {}, { timeout: 300 })).rejects.toThrow('timed out')
    await vi.waitFor(() => expect(calls).toContain('check_video ended'))
    await new Promise(setImmediate)
    expect(calls).not.toContain('cancel_video')
    expect(await Promise.race([making, 'still waiting'])).toBe('still waiting')
  })

  it('leaves the video be when the client leaves', async () => {
    const { client, call, calls } = await connect()
    const left = call('create_video', long).catch((thrown: Error) => thrown)
    await vi.waitFor(() => expect(calls).toContain('check_video'))
    await client.close()
    expect(await left).toMatchObject({ message: 'Connection closed' })
    await vi.waitFor(() => expect(calls).toContain('check_video ended'))
    await new Promise(setImmediate)
    expect(calls).not.toContain('cancel_video')
  })
})
