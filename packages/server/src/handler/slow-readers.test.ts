import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { toNodeHandler } from '../http/to-node-handler.js'
import type { JobView } from '../jobs/job-view.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'

const SOCKETS = 1_000
const JOBS = 20
/** How many of them each stream tells of. */
const JOBS_A_STREAM = 2
const MB = 1024 ** 2
/** Every state that is told holds it: a few of them are more than a socket takes unread. */
const prompt = 'A red kite over the sea '.repeat(1_200)
const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

/** Sockets of this machine: the system keeps about 200 kB unread for each, where it keeps 4 MB for one of its network. */
async function listenLocally({ handler }: ServedHandler): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'reelstate-slow-'))
  const server = createServer(toNodeHandler(handler))
  const path = join(directory, 'socket')
  await new Promise<void>((resolve) => server.listen({ path, backlog: SOCKETS }, resolve))
  cleanups.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(directory, { recursive: true })
  })
  return path
}

/** Asks for a stream, and never reads a byte of it. */
function openUnread(path: string, query: string): Promise<Socket> {
  const socket = connect({ path })
  socket.pause()
  cleanups.push(() => socket.destroy())
  socket.on('error', () => {})
  const head = ['Host: localhost', 'Accept: text/event-stream', 'X-User: mallory']
  return new Promise((resolve) => {
    socket.write(`GET /video${query} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`, () => resolve(socket))
  })
}

/** Reads a stream as it comes; how late each piece of news was, in ms. */
async function readNews(response: Response, late: number[]): Promise<void> {
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    for (const [, toldAt] of text.matchAll(/"message":"at (\d+)"/g)) late.push(Date.now() - Number(toldAt))
    text = text.slice(text.lastIndexOf('\n') + 1)
  }
}

it('a thousand sockets that never read are dropped and counted, and hold up nobody', async () => {
  const adapter = scriptedAdapter({}, { pollingCeilingMs: 400 })
  adapter.getVideoStatus = async (jobId) => {
    return { jobId, status: 'processing', progress: 10, message: `at ${Date.now()}` }
  }
  const served = await serveHandler({
    adapter,
    pollingInterval: 200,
    limits: { streams: SOCKETS },
    streams: { stalledMs: 2_000 },
  })
  cleanups.push(() => served.close())
  const path = await listenLocally(served)
  const order = async (user: string): Promise<string> => {
    const ordered = await served.as(user)('', { json: { data: { prompt } } })
    return ((await ordered.json()) as JobView).reference
  }
  const references = await Promise.all(Array.from({ length: JOBS }, () => order('mallory')))
  const reference = await order('ada')

  const before = process.memoryUsage().rss
  let most = 0
  const measuring = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - before)
  }, 50)
  cleanups.push(() => clearInterval(measuring))
  const late: number[] = []
  const leave = new AbortController()
  const sse = { headers: { accept: 'text/event-stream' }, signal: leave.signal }
  const reading = readNews(await served.as('ada')(`?jobs=${reference}`, sse), late)
  reading.catch(() => {})
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, (_, index) => {
      const first = (index * JOBS_A_STREAM) % JOBS
      return openUnread(path, `?jobs=${references.slice(first, first + JOBS_A_STREAM)}`)
    }),
  )

  const dropped = () => served.events.filter(({ name }) => name === 'stream.dropped')
  await expect.poll(() => dropped().length, { timeout: 45_000, interval: 100 }).toBe(SOCKETS)
  leave.abort()
  expect(new Set(dropped().map((event) => 'owner' in event && event.owner))).toEqual(new Set(['mallory']))
  expect(sockets.every(({ bytesRead }) => bytesRead === 0)).toBe(true)
  expect(most).toBeLessThan(300 * MB)
  expect(late.length).toBeGreaterThan(5)
  expect(late.toSorted((a, b) => a - b)[Math.floor(late.length / 2)]).toBeLessThan(1_500)
  // Whoever was dropped no longer counts.
  await expect.poll(async () => (await served.jobs.health()).watching).toBe(0)
}, 60_000)
