import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type RequestOptions, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { serveVideo } from './serve-video.js'

const BYTES = randomBytes(1_000_000)
let folder: string
let path: string
let server: Server

const video = () => ({ path, bytes: BYTES.length, expiresAt: new Date(Date.now() + 60_000), tag: 'v1' })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-video-'))
  path = join(folder, 'v1.mp4')
  await writeFile(path, BYTES)
  server = createServer((incoming, outgoing) => {
    const left = new AbortController()
    outgoing.on('close', () => left.abort())
    const response = serveVideo(
      new Request(`http://127.0.0.1${incoming.url}`, {
        method: incoming.method ?? 'GET',
        headers: incoming.headers as Record<string, string>,
        signal: left.signal,
      }),
      video(),
    )
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    if (response.body)
      Readable.fromWeb(response.body as never)
        .on('error', () => outgoing.destroy())
        .pipe(outgoing)
    else outgoing.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** A plain HTTP client: fetch would hide what a HEAD or a 304 carries. */
function get(headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = server.address() as AddressInfo
  const options: RequestOptions = { host: '127.0.0.1', port, method, headers, path: '/v1.mp4' }
  return new Promise((resolve, reject) => {
    request(options, async (message) => {
      const chunks = await message.toArray()
      resolve({ status: message.statusCode ?? 0, headers: message.headers, body: Buffer.concat(chunks) })
    })
      .on('error', reject)
      .end()
  })
}

test('a plain GET is the whole file, with all that a player and a cache need', async () => {
  const { status, headers, body } = await get()
  expect(status).toBe(200)
  expect(body.equals(BYTES)).toBe(true)
  expect(headers).toMatchObject({
    'accept-ranges': 'bytes',
    'content-length': '1000000',
    'content-type': 'video/mp4',
    etag: '"v1"',
    'x-content-type-options': 'nosniff',
  })
  expect(headers['cache-control']).toMatch(/^private, max-age=(59|60)$/)
})

test.each([
  ['bytes=0-1', 0, 1],
  ['bytes=0-', 0, 999_999],
  ['bytes=700000-', 700_000, 999_999],
  ['bytes=65535-65536', 65_535, 65_536],
  ['bytes=999999-2000000', 999_999, 999_999],
  ['bytes=-500', 999_500, 999_999],
])('%s is a 206 with exactly these bytes', async (range, start, end) => {
  const { status, headers, body } = await get({ range })
  expect(status).toBe(206)
  expect(headers['content-range']).toBe(`bytes ${start}-${end}/1000000`)
  expect(headers['content-length']).toBe(`${end - start + 1}`)
  expect(body.equals(BYTES.subarray(start, end + 1))).toBe(true)
})

test.each(['bytes=1000000-', 'bytes=-0'])('%s is a 416 that names the size', async (range) => {
  const { status, headers, body } = await get({ range })
  expect([status, headers['content-range'], body.length]).toEqual([416, 'bytes */1000000', 0])
})

test.each([
  ['no condition', {}, 206],
  ['If-Range with this ETag', { 'if-range': '"v1"' }, 206],
  ['If-Range with another ETag', { 'if-range': '"v2"' }, 200],
  ['If-Range with a weak ETag', { 'if-range': 'W/"v1"' }, 200],
  ['If-Range with a date', { 'if-range': 'Wed, 01 Jan 2025 00:00:00 GMT' }, 200],
  ['If-None-Match with this ETag', { 'if-none-match': '"v1"' }, 304],
  ['If-None-Match with this among others', { 'if-none-match': '"v0", W/"v1"' }, 304],
  ['If-None-Match with a star', { 'if-none-match': '*' }, 304],
  ['If-None-Match with another ETag', { 'if-none-match': '"v2"' }, 206],
])('a range with %s', async (_, condition, expected) => {
  const { status, headers, body } = await get({ range: 'bytes=0-9', ...condition })
  expect(status).toBe(expected)
  expect(headers.etag).toBe('"v1"')
  expect(body.length).toBe(expected === 206 ? 10 : expected === 200 ? BYTES.length : 0)
})

test('HEAD has the headers of the whole file and no body', async () => {
  const { status, headers, body } = await get({ range: 'bytes=0-9' }, 'HEAD')
  expect([status, headers['content-length'], body.length]).toEqual([200, '1000000', 0])
})

test('other methods are refused with what is possible', async () => {
  const { status, headers } = await get({}, 'POST')
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
})

// What a process holds open can be listed on Linux only.
describe.runIf(process.platform === 'linux')('the file is not held open', () => {
  const isOpen = async () => {
    const targets = await Promise.all(
      (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    )
    return targets.includes(path)
  }
  const closed = () => vi.waitFor(async () => expect(await isOpen()).toBe(false))

  test('by an answer that nobody reads', async () => {
    serveVideo(new Request('http://localhost/v1.mp4'), video())
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await isOpen()).toBe(false)
  })

  test('after the body is canceled', async () => {
    const reader = serveVideo(new Request('http://localhost/v1.mp4'), video()).body?.getReader()
    await reader?.read()
    expect(await isOpen()).toBe(true)
    await reader?.cancel()
    await closed()
  })

  test('after the client has left', async () => {
    const { port } = server.address() as AddressInfo
    const client = request({ host: '127.0.0.1', port, path: '/v1.mp4' }, (message) =>
      message.once('data', () => message.destroy()),
    )
    client.on('error', () => {})
    client.end()
    await new Promise((resolve) => client.once('close', resolve))
    await closed()
  })
})
