import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { rawRequest } from '../support/raw-request.js'
import { type RequestServer, serveRequests } from '../support/serve-requests.js'
import { startNginx } from '../support/start-nginx.js'
import { directoryStorage } from './directory-storage.js'
import { type ServeContentOptions, serveContent } from './serve-content.js'
import type { VideoContent } from './video-content.js'

const BYTES = randomBytes(1_000_000)
let folder: string
let server: RequestServer
let etag: string
let options: ServeContentOptions = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-content-'))
  const storage = directoryStorage({ directory: folder })
  await storage.put('vid_1', new Blob([BYTES]).stream(), { contentType: 'video/mp4', maxBytes: BYTES.length })
  server = await serveRequests(async (request) => {
    return serveContent(request, (await storage.open('vid_1')) as VideoContent, options)
  })
  etag = (await storage.open('vid_1'))?.etag ?? ''
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

async function get(headers: Record<string, string> = {}, method = 'GET', given: ServeContentOptions = {}) {
  options = given
  const answer = await rawRequest(server.url, headers, method)
  expect(answer.isCut).toBe(false)
  return answer
}

describe('a stored video', () => {
  it('is answered whole, as a player and a cache need it', async () => {
    const { status, headers, body } = await get({}, 'GET', { expiresAt: Date.now() + 60_999 })
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=60',
      'content-length': '1000000',
      'content-type': 'video/mp4',
      etag,
      vary: 'Authorization, Cookie',
      'x-content-type-options': 'nosniff',
    })
    expect(headers).not.toHaveProperty('content-disposition')
    expect(body.equals(BYTES)).toBe(true)
  })

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=0-99', 0, 99],
    ['bytes=999999-', 999_999, 999_999],
    ['bytes=500000-', 500_000, 999_999],
    ['bytes=-100', 999_900, 999_999],
    ['bytes=-2000000', 0, 999_999],
    ['bytes=65535-65536', 65_535, 65_536],
    ['bytes=999990-5000000', 999_990, 999_999],
  ])('is answered in part to %s', async (range, start, end) => {
    const { status, headers, body } = await get({ range })
    expect(status).toBe(206)
    expect(headers).toMatchObject({
      'content-range': `bytes ${start}-${end}/1000000`,
      'content-length': `${end - start + 1}`,
      'content-type': 'video/mp4',
      etag,
    })
    expect(body.equals(BYTES.subarray(start, end + 1))).toBe(true)
  })

  it.each(['bytes=1000000-', 'bytes=1000000-1000001', 'bytes=-0'])('cannot give %s', async (range) => {
    const { status, headers, body } = await get({ range })
    expect(status).toBe(416)
    expect(headers['content-range']).toBe('bytes */1000000')
    expect(body.length).toBe(0)
  })

  it.each([
    ['100 ranges', `bytes=${Array.from({ length: 100 }, () => '0-').join(',')}`],
    ['two ranges', 'bytes=0-1,5-6'],
    ['a unit that is unknown', 'items=0-1'],
    ['nonsense', 'bytes=9-1'],
    ['8 kB of nonsense', `bytes=${'0'.repeat(8000)}-`],
  ])('is answered whole, once, to %s', async (_, range) => {
    const { status, headers, body } = await get({ range })
    expect(status).toBe(200)
    expect(headers['content-length']).toBe('1000000')
    expect(body.length).toBe(1_000_000)
  })

  it('is answered in part only to who has the other part of the same bytes', async () => {
    const range = 'bytes=0-9'
    expect((await get({ range, 'if-range': etag })).status).toBe(206)
    const others = ['"another"', `W/${etag}`, 'Wed, 21 Oct 2015 07:28:00 GMT', '*', '']
    for (const other of others) expect((await get({ range, 'if-range': other })).status, other).toBe(200)
  })

  it('is not sent again to who has it', async () => {
    for (const known of [etag, `W/${etag}`, `"another", ${etag}`, '*']) {
      const { status, headers, body } = await get({ 'if-none-match': known })
      expect(status).toBe(304)
      expect(headers.etag).toBe(etag)
      expect(body.length).toBe(0)
    }
    expect((await get({ 'if-none-match': '"another"' })).status).toBe(200)
  })

  it('answers HEAD as GET, without the bytes and without parts', async () => {
    const { headers: whole } = await get({})
    const { status, headers, body } = await get({ range: 'bytes=0-1' }, 'HEAD')
    expect(status).toBe(200)
    expect(body.length).toBe(0)
    expect({ ...headers, date: '' }).toEqual({ ...whole, date: '' })
  })

  it.each(['POST', 'PUT', 'DELETE'])('is not changed by %s', async (method) => {
    const { status, headers, body } = await get({}, method)
    expect(status).toBe(405)
    expect(headers.allow).toBe('GET, HEAD')
    expect(body.length).toBe(0)
  })

  it('is kept by no cache without an end, and by none after it', async () => {
    expect((await get({})).headers['cache-control']).toBe('private, no-store')
    const over = await get({}, 'GET', { expiresAt: Date.now() - 1000 })
    expect(over.headers['cache-control']).toBe('private, max-age=0')
  })

  it('can be named, and saved instead of played', async () => {
    const saved = await get({}, 'GET', { filename: 'a\r\nSet-Cookie: a=b', download: true })
    expect(saved.headers['content-disposition']).toBe('attachment; filename="aSet-Cookie_ a=b"')
    expect(saved.headers).not.toHaveProperty('set-cookie')
    const named = await get({}, 'GET', { filename: 'dog.mp4' })
    expect(named.headers['content-disposition']).toBe('inline; filename="dog.mp4"')
    const unnamed = await get({}, 'GET', { download: true })
    expect(unnamed.headers['content-disposition']).toBe('attachment; filename="video.mp4"')
  })

  it('closes its file within a second of a client that leaves', async () => {
    options = {}
    const left = new AbortController()
    const answer = await fetch(server.url, { signal: left.signal })
    await answer.body?.getReader().read()
    left.abort()
    const isOpen = async () => {
      const links = (await readdir('/proc/self/fd')).map((fd) =>
        readlink(`/proc/self/fd/${fd}`).catch(() => ''),
      )
      return (await Promise.all(links)).some((target) => target.startsWith(folder))
    }
    await vi.waitFor(async () => expect(await isOpen()).toBe(false), 1000)
  })
})

it('threat 20: a shared cache that keeps what it may keeps no video of anybody', async () => {
  let served = 0
  const origin = await serveRequests(async (request) => {
    served++
    const content = {
      contentType: 'video/mp4',
      bytes: 5,
      etag: '"a"',
      read: () => new Blob(['a dog']).stream(),
    }
    const expiresAt = request.url.endsWith('link') ? Date.now() + 60_000 : undefined
    return serveContent(request, content, { expiresAt })
  })
  const nginx = await startNginx({
    upstreamPort: origin.port,
    shared: 'proxy_cache_path cache keys_zone=all:1m;',
    config: 'proxy_cache all; proxy_cache_key $request_uri; proxy_cache_valid any 1h;',
  })
  try {
    for (const path of ['/link', '/session']) {
      served = 0
      const url = `http://127.0.0.1:${nginx.port}${path}`
      for (const cookie of ['user=ada', 'user=bob', 'user=bob', '', '']) {
        expect(`${(await rawRequest(url, cookie ? { cookie } : {})).body}`).toBe('a dog')
      }
      expect(served).toBe(5)
    }
  } finally {
    await nginx.stop()
    await origin.close()
  }
})

describe('content from anywhere', () => {
  const contentOf = (body: ReadableStream<Uint8Array>, given: Partial<VideoContent> = {}) => ({
    contentType: 'video/mp4',
    bytes: 10,
    etag: undefined,
    read: () => body,
    ...given,
  })
  const request = (headers = {}, method = 'GET') => new Request('http://app/video', { headers, method })

  it.each([
    ['video/webm', 'video/webm'],
    ['VIDEO/QuickTime; codecs=avc1', 'video/quicktime'],
    ['text/html', 'video/mp4'],
    ['image/svg+xml', 'video/mp4'],
    ['video/evil', 'video/mp4'],
    ['', 'video/mp4'],
  ])('of the type %s is served as %s, never sniffed', async (contentType, served) => {
    const answer = await serveContent(
      request(),
      contentOf(new Blob(['0123456789']).stream(), { contentType }),
    )
    expect(answer.headers.get('content-type')).toBe(served)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('of unknown size is served whole and without ranges', async () => {
    const content = contentOf(new Blob(['0123456789']).stream(), { bytes: undefined })
    const answer = await serveContent(request({ range: 'bytes=0-1' }), content)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('accept-ranges')).toBe('none')
    expect(answer.headers.get('content-length')).toBeNull()
    expect(await answer.text()).toBe('0123456789')
  })

  it('that is longer than announced is cut there and let go', async () => {
    const cancel = vi.fn()
    const pull = (controller: ReadableStreamDefaultController) => controller.enqueue(Buffer.from('0123456'))
    const answer = await serveContent(request(), contentOf(new ReadableStream({ pull, cancel })))
    expect(await answer.text()).toBe('0123456012')
    expect(cancel).toHaveBeenCalledOnce()
  })

  it('that is shorter than announced fails, so that nobody takes it for whole', async () => {
    const answer = await serveContent(request(), contentOf(new Blob(['012345678']).stream()))
    await expect(answer.text()).rejects.toMatchObject({ code: 'connection_lost' })
  })

  it('is let go when the request is aborted, also while it sends nothing', async () => {
    const left = new AbortController()
    const cancel = vi.fn()
    const body = new ReadableStream({ pull: () => new Promise(() => {}), cancel })
    const answer = await serveContent(
      new Request('http://app/video', { signal: left.signal }),
      contentOf(body),
    )
    const read = answer.text()
    left.abort(new Error('left'))
    await expect(read).rejects.toThrow()
    expect(cancel).toHaveBeenCalledOnce()
  })

  it('that is not going to be read is closed', async () => {
    const given = { etag: '"a"' }
    const headers = { 'if-none-match': '"a"' }
    for (const [asked, status] of [
      [request({}, 'HEAD'), 200],
      [request({}, 'POST'), 405],
      [request(headers), 304],
      [request({ range: 'bytes=10-' }), 416],
    ] as const) {
      const close = vi.fn(async () => {})
      const answer = await serveContent(asked, contentOf(new ReadableStream(), { ...given, close }))
      expect(answer.status).toBe(status)
      expect(close).toHaveBeenCalledOnce()
    }
  })
})
