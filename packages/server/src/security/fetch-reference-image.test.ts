import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FencedNetwork, fencedNetwork } from '../support/fenced-network.js'
import { fetchReferenceImage, fetchReferenceImageBy } from './fetch-reference-image.js'

let net: FencedNetwork
beforeEach(async () => {
  net = await fencedNetwork()
})
afterEach(() => net.close())

const get = (url = 'http://public.test:PORT/', options = {}) =>
  fetchReferenceImageBy(net.guardedFetch, url.replace('PORT', `${net.port}`), options)

const PNG = Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1')

describe('a reference image', () => {
  it.each([
    ['image/png', '\x89PNG\r\n\x1a\n'],
    ['image/jpeg', '\xff\xd8\xff\xe0'],
    ['image/gif', 'GIF87a'],
    ['image/gif', 'GIF89a'],
    ['image/webp', 'RIFF\x10\0\0\0WEBPVP8 '],
    ['image/avif', '\0\0\0\x20ftypavif'],
    ['image/avif', '\0\0\n\x20ftypavis'],
  ])('is %s by its bytes, whatever its host says', async (contentType, start) => {
    const bytes = Buffer.from(`${start}the rest of it`, 'latin1')
    net.answers['/'] = (answer) => answer.writeHead(200, { 'content-type': 'text/plain' }).end(bytes)
    const image = await get()
    expect(image.contentType).toBe(contentType)
    expect(Buffer.compare(image.bytes, bytes)).toBe(0)
  })

  it.each([
    ['a page', '<html><img src="\x89PNG\r\n\x1a\n">'],
    ['a drawing with scripts', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'],
    ['a film', '\0\0\0\x20ftypisom'],
    ['half a signature', '\x89PN'],
    ['sound', 'RIFF\x10\0\0\0WAVEfmt '],
    ['nothing', ''],
  ])('that is %s is refused, whatever its host says', async (_, content) => {
    net.answers['/'] = (answer) =>
      answer.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from(content, 'latin1'))
    await expect(get()).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it.each([404, 500, 206])('that its host answers with %i is refused', async (status) => {
    net.answers['/'] = (answer) => answer.writeHead(status).end(PNG)
    await expect(get()).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('above 20 MiB is refused', async () => {
    net.answers['/'] = (answer) => {
      answer.write(PNG)
      answer.end(Buffer.alloc(20 * 1024 * 1024))
    }
    await expect(get()).rejects.toMatchObject({ code: 'invalid_input', message: /20971520 bytes/ })
  })

  it('threat 1: is not fetched from a private host', async () => {
    for (const host of ['private.test', '127.0.0.1', '2130706433', '[64:ff9b::7f00:1]', 'localhost.']) {
      await expect(get(`http://${host}:PORT/`), host).rejects.toMatchObject({ code: 'invalid_input' })
    }
    net.answers['/'] = (answer) => answer.writeHead(302, { location: `http://127.0.0.1:${net.port}/` }).end()
    await expect(get()).rejects.toMatchObject({ code: 'invalid_input' })
    expect(net.hits()).toBe(0)
    await expect(fetchReferenceImage(`http://localhost:${net.port}/`)).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect(net.hits()).toBe(0)
  })

  it('takes ten seconds at most, however its bytes drip', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      net.answers['/'] = (answer) => void answer.write(PNG)
      const asked = get()
      const refused = expect(asked).rejects.toMatchObject({ code: 'invalid_input' })
      while (net.open.size === 0) await new Promise((resolve) => setImmediate(resolve))
      await vi.advanceTimersByTimeAsync(10_000)
      await refused
    } finally {
      vi.useRealTimers()
    }
  })

  it('is given up when nobody wants it', async () => {
    net.answers['/'] = (answer) => void answer.write(PNG)
    const left = new AbortController()
    const asked = get(undefined, { signal: left.signal })
    await vi.waitFor(() => expect(net.open.size).toBe(1))
    left.abort(new Error('Nobody wants it'))
    await expect(asked).rejects.toThrow('Nobody wants it')
    await vi.waitFor(() => expect(net.open.size).toBe(0), 1000)
  })
})
