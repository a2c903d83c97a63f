import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FencedNetwork, fencedNetwork } from '../support/fenced-network.js'
import { openProviderVideo, openProviderVideoBy, type ProviderVideo } from './open-provider-video.js'
import { serveContent } from './serve-content.js'

const BYTES = randomBytes(300_000)
let net: FencedNetwork
beforeEach(async () => {
  net = await fencedNetwork()
})
afterEach(() => net.close())

const closed = () => vi.waitFor(() => expect(net.open.size).toBe(0), 1000)
const host = () => `http://public.test:${net.port}`

/** `http:` is not good enough for results; the fenced net has no other. */
const open = (video: Partial<ProviderVideo> = {}) =>
  openProviderVideoBy((url, options) => net.guardedFetch(url, { ...options, allowHttp: true }), {
    adapter: {},
    jobId: 'job-1',
    url: `${host()}/video.mp4`,
    ...video,
  })

const reader = (headers: Record<string, string> = {}, method = 'GET') =>
  new Request('http://app/video', { headers, method })

/** The answer to a reader, as the handler gives it. */
async function serve(request: Request, video: Partial<ProviderVideo> = {}): Promise<Response> {
  return serveContent(request, await open({ request, signal: request.signal, ...video }))
}

/** A host that knows ranges. */
function ranged(message: IncomingMessage, answer: ServerResponse, headers = {}) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(message.headers.range ?? '') ?? []
  const common = { 'content-type': 'video/mp4', etag: '"v1"', ...headers }
  if (first === undefined) {
    answer.writeHead(200, { ...common, 'content-length': BYTES.length }).end(BYTES)
    return
  }
  const start = first === '' ? BYTES.length - Number(last) : Number(first)
  const end = first === '' || last === '' ? BYTES.length - 1 : Math.min(Number(last), BYTES.length - 1)
  if (start > end) {
    answer.writeHead(416, { 'content-range': `bytes */${BYTES.length}` }).end()
    return
  }
  const part = BYTES.subarray(start, end + 1)
  const contentRange = `bytes ${start}-${end}/${BYTES.length}`
  answer.writeHead(206, { ...common, 'content-range': contentRange, 'content-length': part.length }).end(part)
}

/** One that does not. */
const unranged = (_: IncomingMessage, answer: ServerResponse) =>
  answer.writeHead(200, { 'content-type': 'video/mp4', 'content-length': BYTES.length }).end(BYTES)

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer())

const RANGES = [
  ['bytes=0-0', 0, 0],
  ['bytes=0-99', 0, 99],
  ['bytes=299999-', 299_999, 299_999],
  ['bytes=100000-', 100_000, 299_999],
  ['bytes=-100', 299_900, 299_999],
  ['bytes=65535-65536', 65_535, 65_536],
] as const

describe.each([
  ['a host that knows ranges', ranged],
  ['a host that ignores ranges', unranged],
])('a video at %s', (_, answer) => {
  beforeEach(() => {
    net.answers['/video.mp4'] = (response) => answer(response.req, response)
  })

  it('is passed on whole', async () => {
    const answered = await serve(reader())
    expect(answered.status).toBe(200)
    expect(answered.headers.get('content-length')).toBe('300000')
    expect((await bytesOf(answered)).equals(BYTES)).toBe(true)
    expect(net.asked.length).toBe(1)
  })

  it.each(RANGES)('is passed on in part to %s, with one request', async (range, start, end) => {
    const answered = await serve(reader({ range }))
    expect(answered.status).toBe(206)
    expect(answered.headers.get('content-range')).toBe(`bytes ${start}-${end}/300000`)
    expect((await bytesOf(answered)).equals(BYTES.subarray(start, end + 1))).toBe(true)
    expect(net.asked.map(({ headers }) => headers.range)).toEqual([range])
    await closed()
  })

  it.each(RANGES)(
    'is passed on in part to %s where the range was not known before',
    async (range, start, end) => {
      const answered = await serve(reader({ range }), { request: undefined })
      expect(answered.status).toBe(206)
      expect((await bytesOf(answered)).equals(BYTES.subarray(start, end + 1))).toBe(true)
      await closed()
    },
  )

  it.each(['bytes=300000-', 'bytes=-0'])('cannot give %s', async (range) => {
    const answered = await serve(reader({ range }))
    expect(answered.status).toBe(416)
    expect(answered.headers.get('content-range')).toBe('bytes */300000')
    await closed()
  })

  it('is asked for once, and sent once, when a reader asks for 100 ranges', async () => {
    const answered = await serve(
      reader({ range: `bytes=${Array.from({ length: 100 }, () => '0-').join(',')}` }),
    )
    expect(answered.status).toBe(200)
    expect((await bytesOf(answered)).length).toBe(BYTES.length)
    expect(net.asked.map(({ headers }) => headers.range)).toEqual([undefined])
  })

  it('answers HEAD, with a GET of one byte at the provider', async () => {
    const answered = await serve(reader({}, 'HEAD'))
    expect(answered.status).toBe(200)
    expect(answered.headers.get('content-length')).toBe('300000')
    expect(answered.body).toBeNull()
    expect(net.asked.map(({ headers }) => headers.range)).toEqual(['bytes=0-0'])
    await closed()
  })

  it('lets go of the provider when the reader leaves', async () => {
    const content = await open()
    const read = content.read().getReader()
    await read.read()
    await read.cancel()
    await closed()
    await (await open()).close?.()
    await closed()
  })
})

it('an endless video is hung up on by whoever needs no more of it', async () => {
  net.answers['/video.mp4'] = (answer) => {
    answer.writeHead(200, { 'content-type': 'video/mp4', 'content-length': 1e9, etag: '"v1"' })
    const pump = () => {
      while (answer.write(Buffer.alloc(50_000)));
    }
    answer.on('drain', pump)
    pump()
  }
  for (const request of [
    reader({}, 'HEAD'),
    reader({}, 'POST'),
    reader({ 'if-none-match': '"v1"' }),
    reader({ range: 'bytes=1000000000-' }),
  ]) {
    expect((await serve(request)).body).toBeNull()
    await closed()
  }
  await (await open()).close?.()
  await closed()
  const part = await serve(reader({ range: 'bytes=5-9' }))
  expect((await bytesOf(part)).length).toBe(5)
  await closed()
  await (await serve(reader())).body?.cancel()
  await closed()
})

describe('the provider’s headers', () => {
  it('are not passed on: cookies, hop-by-hop and whatever else there is', async () => {
    net.answers['/video.mp4'] = (answer) =>
      ranged(answer.req, answer, {
        'set-cookie': ['session=canary', 'other=canary'],
        'www-authenticate': 'canary',
        'proxy-authenticate': 'canary',
        'x-amz-id-2': 'canary',
        'access-control-allow-origin': '*',
        'content-disposition': 'attachment; filename=canary.exe',
        'content-security-policy': 'canary',
        'cache-control': 'public, max-age=31536000',
        link: '<https://canary.test>; rel=preload',
        refresh: '0; url=https://canary.test',
        server: 'canary',
      })
    const { headers } = await serve(reader(), {})
    expect([...headers.keys()].sort()).toEqual([
      'accept-ranges',
      'cache-control',
      'content-length',
      'content-type',
      'etag',
      'vary',
      'x-content-type-options',
    ])
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(JSON.stringify([...headers])).not.toContain('canary')
  })

  it.each(['W/"weak"', 'bare', '"a"b"', '"\u00e9"', `"${'x'.repeat(201)}"`])(
    'hold a tag that is none for comparing bytes: %s',
    async (etag) => {
      net.answers['/video.mp4'] = (answer) => ranged(answer.req, answer, { etag })
      expect((await serve(reader())).headers.has('etag')).toBe(false)
    },
  )

  it('hold a tag by which a reader goes on where it stopped', async () => {
    net.answers['/video.mp4'] = (answer) => ranged(answer.req, answer)
    const range = 'bytes=1000-1999'
    const part = await serve(reader({ range, 'if-range': '"v1"' }))
    expect(part.status).toBe(206)
    await part.body?.cancel()
    const whole = await serve(reader({ range, 'if-range': '"v0"' }))
    expect(whole.status).toBe(200)
    expect((await bytesOf(whole)).equals(BYTES)).toBe(true)
    expect((await serve(reader({ 'if-none-match': '"v1"' }))).status).toBe(304)
    await closed()
  })

  it.each([
    ['video/webm', 'video/webm'],
    ['VIDEO/MP4; codecs="avc1"', 'video/mp4'],
    ['video/mpeg', 'video/mp4'],
    ['application/octet-stream', 'video/mp4'],
    ['binary/octet-stream', 'video/mp4'],
    [undefined, 'video/mp4'],
  ])('that name the type %s make it %s', async (type, served) => {
    net.answers['/video.mp4'] = (answer) => {
      if (type !== undefined) answer.setHeader('content-type', type)
      answer.end(BYTES)
    }
    expect((await serve(reader())).headers.get('content-type')).toBe(served)
  })

  it.each([
    'text/html',
    'text/html; charset=utf-8',
    'image/svg+xml',
    'application/json',
    'text/plain',
    'xvideo/mp4',
  ])('that name the type %s have it refused', async (type) => {
    net.answers['/video.mp4'] = (answer) => answer.writeHead(200, { 'content-type': type }).end('<script>')
    await expect(open()).rejects.toMatchObject({ code: 'bad_result' })
    await closed()
  })

  it.each([
    ['no Content-Range', {}],
    ['one that is none', { 'content-range': 'bytes 9-0/10' }],
  ])('of a part with %s have it refused', async (_, headers) => {
    net.answers['/video.mp4'] = (answer) =>
      answer.writeHead(206, { 'content-type': 'video/mp4', ...headers }).end('part')
    await expect(open({ request: reader({ range: 'bytes=0-1' }) })).rejects.toMatchObject({
      code: 'bad_result',
    })
    await closed()
  })
})

describe('a provider that answers oddly', () => {
  it('with another part than was asked for is asked for the right one', async () => {
    net.answers['/video.mp4'] = (answer) => {
      if (net.asked.length === 1) answer.req.headers.range = 'bytes=0-9'
      ranged(answer.req, answer)
    }
    const answered = await serve(reader({ range: 'bytes=100-199' }))
    expect((await bytesOf(answered)).equals(BYTES.subarray(100, 200))).toBe(true)
    expect(net.asked.length).toBe(2)
  })

  it('with a part of what nobody knows the size of is read from the start', async () => {
    net.answers['/video.mp4'] = (answer) => {
      const headers = { 'content-type': 'video/mp4', 'content-range': 'bytes 5-9/*' }
      if (answer.req.headers.range) answer.writeHead(206, headers).end(BYTES.subarray(5, 10))
      else unranged(answer.req, answer)
    }
    const answered = await serve(reader({ range: 'bytes=5-9' }))
    expect(answered.status).toBe(200)
    expect((await bytesOf(answered)).equals(BYTES)).toBe(true)
  })

  it('with another video in between fails the reader, who would get a mix', async () => {
    let tag = 1
    net.answers['/video.mp4'] = (answer) => ranged(answer.req, answer, { etag: `"v${tag++}"` })
    const answered = await serve(reader({ range: 'bytes=100-199' }), { request: undefined })
    await expect(answered.arrayBuffer()).rejects.toMatchObject({ code: 'unavailable' })
    await closed()
  })

  it.each([429, 500, 502, 503])('with %i is trouble, not the end', async (status) => {
    net.answers['/video.mp4'] = (answer) =>
      answer.writeHead(status, { 'content-type': 'text/html' }).end('canary')
    const refresh = vi.fn()
    await expect(open({ refresh })).rejects.toMatchObject({ code: 'unavailable', jobId: 'job-1' })
    expect(refresh).not.toHaveBeenCalled()
    await closed()
  })

  it('with more than the limit is refused, or cut where it does not say so', async () => {
    net.answers['/video.mp4'] = unrangedAnswer
    await expect(open({ maxBytes: 299_999 })).rejects.toMatchObject({ code: 'bad_result' })
    net.answers['/video.mp4'] = (answer) => {
      answer.setHeader('content-type', 'video/mp4')
      answer.write(BYTES)
    }
    const content = await open({ maxBytes: 299_999 })
    await expect(new Response(content.read()).arrayBuffer()).rejects.toMatchObject({ code: 'bad_result' })
    await closed()
  })

  it('with less than it announced fails the reader', async () => {
    net.answers['/video.mp4'] = (answer) => {
      answer.writeHead(200, { 'content-type': 'video/mp4', 'content-length': 100 }).write('half')
      setTimeout(() => answer.destroy(), 50)
    }
    await expect(bytesOf(await serve(reader()))).rejects.toThrow()
  })

  it('with nothing more is left within a second of the reader', async () => {
    net.answers['/video.mp4'] = (answer) =>
      void answer.writeHead(200, { 'content-type': 'video/mp4', 'content-length': 100 }).write('half')
    const left = new AbortController()
    const request = new Request('http://app/video', { signal: left.signal })
    const read = bytesOf(await serve(request))
    left.abort()
    await expect(read).rejects.toThrow()
    await closed()
  })
})

describe('a URL that has expired', () => {
  it.each([401, 403, 404, 410])('and answers with %i is asked for anew, once', async (status) => {
    net.answers['/video.mp4'] = (answer) =>
      answer.writeHead(status, { 'content-type': 'text/html' }).end('expired')
    net.answers['/fresh.mp4'] = (answer) => ranged(answer.req, answer)
    const refresh = vi.fn(async () => `${host()}/fresh.mp4`)
    const answered = await serve(reader({ range: 'bytes=5-9' }), { refresh })
    expect((await bytesOf(answered)).equals(BYTES.subarray(5, 10))).toBe(true)
    expect(refresh).toHaveBeenCalledOnce()
    expect(net.asked.map(({ path }) => path)).toEqual(['/video.mp4', '/fresh.mp4'])
    await closed()
  })

  it('twice is gone', async () => {
    const refresh = vi.fn(async () => `${host()}/gone.mp4`)
    await expect(open({ refresh })).rejects.toMatchObject({ code: 'not_found', jobId: 'job-1' })
    expect(refresh).toHaveBeenCalledOnce()
    await expect(open()).rejects.toMatchObject({ code: 'not_found' })
    await closed()
  })

  it('and is asked for anew is not asked for a third time, when another part of it is read', async () => {
    net.answers['/fresh.mp4'] = (answer) => {
      if (answer.req.headers.range) answer.writeHead(410).end()
      else ranged(answer.req, answer)
    }
    const refresh = vi.fn(async () => `${host()}/fresh.mp4`)
    const content = await open({ refresh })
    const read = new Response(content.read({ start: 5, end: 9 })).text()
    await expect(read).rejects.toMatchObject({ code: 'not_found' })
    expect(refresh).toHaveBeenCalledOnce()
  })

  it('and cannot be had anew fails as that does', async () => {
    const refresh = async () => {
      throw new Error('502')
    }
    await expect(open({ refresh })).rejects.toThrow('502')
  })

  it('is not needed where there is none yet', async () => {
    net.answers['/video.mp4'] = unrangedAnswer
    const refresh = vi.fn(async () => `${host()}/video.mp4`)
    expect((await open({ url: undefined, refresh })).bytes).toBe(300_000)
    await expect(open({ url: undefined })).rejects.toMatchObject({ code: 'not_found' })
  })
})

const unrangedAnswer = (answer: ServerResponse) => unranged(answer.req, answer)

describe('threat 2, a result URL that leads to a private host', () => {
  it.each([
    'http://127.0.0.1:PORT/x.mp4',
    'https://127.0.0.1:PORT/x.mp4',
    'https://localhost/x.mp4',
    'https://[::ffff:127.0.0.1]/x.mp4',
    'https://169.254.169.254/latest/meta-data/iam/security-credentials/',
    'file:///etc/passwd',
    'ftp://127.0.0.1/x.mp4',
    'blob:https://app/1',
    '/etc/passwd',
  ])('is refused: %s', async (url) => {
    const video = { adapter: {}, jobId: 'job-1', url: url.replace('PORT', `${net.port}`) }
    await expect(openProviderVideo(video)).rejects.toMatchObject({ code: 'bad_result' })
    expect(net.hits()).toBe(0)
  })

  it('is refused too when it is the fresh one, or what the first redirects to', async () => {
    const canary = `http://127.0.0.1:${net.port}/x.mp4`
    await expect(open({ refresh: async () => canary })).rejects.toMatchObject({ code: 'bad_result' })
    net.answers['/video.mp4'] = (answer) => answer.writeHead(302, { location: canary }).end()
    await expect(open()).rejects.toMatchObject({ code: 'bad_result' })
    expect(net.hits()).toBe(0)
  })

  it('is refused at a public host that is not among the allowed ones', async () => {
    net.answers['/video.mp4'] = unrangedAnswer
    await expect(open({ allowHosts: ['cdn.test'] })).rejects.toMatchObject({ code: 'bad_result' })
    expect(net.asked).toEqual([])
    expect((await open({ allowHosts: ['cdn.test', 'public.test'] })).bytes).toBe(300_000)
  })

  it('is reached where the host is one’s own and listed', async () => {
    const video = { adapter: {}, jobId: 'job-1', url: `http://localhost:${net.port}/x.mp4` }
    const opened = openProviderVideo({ ...video, privateHosts: [`localhost:${net.port}`] })
    expect(await new Response((await opened).read()).text()).toBe('a secret')
    expect(net.hits()).toBe(1)
  })
})

describe('an adapter that opens the video itself', () => {
  const answered = (body: BodyInit | null, init?: ResponseInit) => ({
    openContent: vi.fn(async (_: string, __: { range?: string | undefined }) => new Response(body, init)),
  })
  const mp4 = { 'content-type': 'video/mp4', 'content-length': '10' }

  it('is asked instead of the URL, for the part that the reader wants', async () => {
    const headers = { 'content-type': 'video/mp4', 'content-range': 'bytes 2-4/10', 'set-cookie': 'a=b' }
    const adapter = answered('234', { status: 206, headers })
    const answer = await serve(reader({ range: 'bytes=2-4' }), { adapter })
    expect(answer.status).toBe(206)
    expect(answer.headers.has('set-cookie')).toBe(false)
    expect(await answer.text()).toBe('234')
    expect(adapter.openContent).toHaveBeenCalledExactlyOnceWith('job-1', {
      range: 'bytes=2-4',
      abortSignal: expect.any(AbortSignal),
    })
    expect(net.tried).toEqual([])
  })

  it('may ignore the range', async () => {
    const answer = await serve(reader({ range: 'bytes=2-4' }), {
      adapter: answered('0123456789', { headers: mp4 }),
    })
    expect(answer.status).toBe(206)
    expect(await answer.text()).toBe('234')
  })

  it.each([
    [404, 'not_found'],
    [410, 'not_found'],
    // A key that is refused says nothing of the video.
    [401, 'unavailable'],
    [403, 'unavailable'],
    [304, 'unavailable'],
    [502, 'unavailable'],
  ])('and answers with %i fails with %s, without a fresh URL', async (status, code) => {
    const refresh = vi.fn()
    await expect(open({ adapter: answered(null, { status }), refresh })).rejects.toMatchObject({ code })
    expect(refresh).not.toHaveBeenCalled()
  })

  it.each([
    ['a page', '<html>', { headers: { 'content-type': 'text/html' } }],
    ['nothing', null, { headers: mp4 }],
    ['too much', '0123456789', { headers: { ...mp4, 'content-length': '3000000000' } }],
  ])('and answers with %s is refused', async (_, body, init) => {
    await expect(open({ adapter: answered(body, init) })).rejects.toMatchObject({ code: 'bad_result' })
  })

  it('and unpacked what came says nothing of its size', async () => {
    const headers = { ...mp4, 'content-encoding': 'gzip' }
    const content = await open({ adapter: answered('01234567890123456789', { headers }) })
    expect(content.bytes).toBeUndefined()
    expect(await new Response(content.read()).text()).toBe('01234567890123456789')
  })

  it('and throws fails as it does', async () => {
    const openContent = async () => {
      throw new Error('no key')
    }
    await expect(open({ adapter: { openContent } })).rejects.toThrow('no key')
  })

  it('is left within a second of the reader, before and after it answers', async () => {
    const reason = new Error('left')
    const before = new AbortController()
    const openContent = vi.fn(() => new Promise<Response>(() => {}))
    const opening = open({ adapter: { openContent }, signal: before.signal })
    before.abort(reason)
    await expect(opening).rejects.toBe(reason)

    const after = new AbortController()
    const cancel = vi.fn()
    const body = new ReadableStream({ cancel })
    const content = await open({ adapter: answered(body, { headers: mp4 }), signal: after.signal })
    const read = new Response(content.read()).text()
    after.abort(reason)
    await expect(read).rejects.toBe(reason)
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce(), 1000)
  })
})

describe('a video inside its URL', () => {
  const inside = `data:video/webm;base64,${Buffer.from('0123456789').toString('base64')}`

  it('is decoded, and served in parts', async () => {
    const answer = await serve(reader({ range: 'bytes=2-4' }), { url: inside })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-type')).toBe('video/webm')
    expect(await answer.text()).toBe('234')
    expect(await (await serve(reader(), { url: inside })).text()).toBe('0123456789')
  })

  it.each([
    'data:text/html;base64,PHNjcmlwdD4=',
    'data:image/svg+xml,<svg/>',
    'data:video/mp4,plain',
    'data:,',
    'data:video/mp4;base64,***',
  ])('that is none is refused: %s', async (url) => {
    await expect(open({ url })).rejects.toMatchObject({ code: 'bad_result' })
  })

  it('that is huge is refused before it is decoded', async () => {
    const url = `data:video/mp4;base64,${'A'.repeat(64 * 1024 * 1024)}`
    await expect(open({ url })).rejects.toMatchObject({ code: 'bad_result' })
  })
})
