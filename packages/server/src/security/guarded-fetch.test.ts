import { connect, createServer as createTcpServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FencedNetwork, fencedNetwork } from '../support/fenced-network.js'
import { createGuardedFetch, type GuardedFetchOptions, guardedFetch } from './guarded-fetch.js'
import { fetchNetwork, systemNetwork } from './network.js'

let net: FencedNetwork
beforeEach(async () => {
  net = await fencedNetwork()
})
afterEach(() => net.close())

const get = (url: string, options: Partial<GuardedFetchOptions> = {}) =>
  net.guardedFetch(url.replaceAll('PORT', `${net.port}`), {
    maxBytes: 1_000_000,
    allowHttp: true,
    ...options,
  })

/** That it was refused before anything was connected to. */
async function expectRefused(url: string, options?: Partial<GuardedFetchOptions>): Promise<void> {
  await expect(get(url, options), url).rejects.toMatchObject({ code: 'bad_result' })
  expect(net.tried).toEqual([])
  expect(net.hits()).toBe(0)
}

const closed = () => vi.waitFor(() => expect(net.open.size).toBe(0), 1000)

describe('threat 1, a URL that leads to a private host', () => {
  it('a public host is reached, so that the others are refused for a reason', async () => {
    const response = await get('http://public.test:PORT/')
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('public')
    expect(net.tried).toEqual(['127.0.0.2'])
  })

  it('the canary is reached where it is allowed, so that no hit means something', async () => {
    const response = await get('http://private.test:PORT/', { privateHosts: [`private.test:${net.port}`] })
    expect(await response.text()).toBe('a secret')
    expect(net.hits()).toBe(1)
  })

  it.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://①②⑦.⓪.⓪.①:PORT/',
    'http://127。0。0。1:PORT/',
    'http://0:PORT/',
    'http://0.0.0.0:PORT/',
    'http://127.255.255.254:PORT/',
    'http://169.254.169.254:PORT/latest/meta-data/',
    'http://168.63.129.16:PORT/machine',
    'http://100.100.100.200:PORT/latest/meta-data/',
    'http://10.0.0.1:PORT/',
    'http://172.16.0.1:PORT/',
    'http://192.168.0.1:PORT/',
    'http://255.255.255.255:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[2001:0:7f00:1::]:PORT/',
    'http://[fd00::1]:PORT/',
    'http://[fd00:ec2::254]:PORT/',
    'http://[fe80::1]:PORT/',
    'http://localhost:PORT/',
    'http://localhost.:PORT/',
    'http://LOCALHOST:PORT/',
    'http://private.test:PORT/',
    'http://private.test.:PORT/',
  ])('%s', (url) => expectRefused(url))

  it.each([
    'file:///etc/passwd',
    'ftp://public.test/',
    'gopher://127.0.0.1:6379/_FLUSHALL',
    'data:image/png;base64,AA==',
    'blob:http://public.test/1',
    'javascript:alert(1)',
    '//private.test/',
    '/etc/passwd',
    '',
    'http://',
    'nonsense',
  ])('a scheme that is not the web’s: %s', (url) => expectRefused(url))

  it.each([
    'http://user@public.test:PORT/',
    'http://user:password@public.test:PORT/',
    'http://:password@public.test:PORT/',
    'http://public.test@127.0.0.1:PORT/',
  ])('a URL with a user in it: %s', (url) => expectRefused(url))

  it.each([22, 25, 6379, 8080, 65535])('port %i of a public host', (port) =>
    expectRefused(`http://public.test:${port}/`),
  )

  it('no TLS, where it was not said that this is good enough', () =>
    expectRefused('http://public.test:PORT/', { allowHttp: false }))

  it('a host with a public and a private address', async () => {
    for (const addresses of [
      ['127.0.0.2', '127.0.0.1'],
      ['127.0.0.1', '127.0.0.2'],
      ['127.0.0.2', '::1'],
    ]) {
      net.hosts['mixed.test'] = addresses
      await expectRefused('http://mixed.test:PORT/')
    }
  })

  it('DNS rebinding: the address that was checked is the one that is connected to', async () => {
    net.hosts['rebind.test'] = [['127.0.0.2'], ['127.0.0.1'], ['127.0.0.1']]
    const response = await get('http://rebind.test:PORT/')
    expect(await response.text()).toBe('public')
    expect(net.tried).toEqual(['127.0.0.2'])
    await expect(get('http://rebind.test:PORT/')).rejects.toMatchObject({ code: 'bad_result' })
    expect(net.hits()).toBe(0)
  })

  it.each([
    'http://127.0.0.1:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://private.test:PORT/',
    '//private.test:PORT/',
    'http://public.test:22/',
    'http://user:password@public.test:PORT/',
    'file:///etc/passwd',
    'data:text/plain,secret',
    'http://[',
  ])('a redirect to %s', async (location) => {
    net.answers['/'] = (answer) =>
      answer.writeHead(302, { location: location.replace('PORT', `${net.port}`) }).end()
    await expect(get('http://public.test:PORT/')).rejects.toMatchObject({ code: 'bad_result' })
    expect(net.tried).toEqual(['127.0.0.2'])
    expect(net.hits()).toBe(0)
    await closed()
  })

  it('a redirect to the same host, which has another address by now', async () => {
    net.hosts['rebind.test'] = [['127.0.0.2'], ['127.0.0.1']]
    net.answers['/'] = (answer) => answer.writeHead(307, { location: '/secret' }).end()
    await expect(get('http://rebind.test:PORT/')).rejects.toMatchObject({ code: 'bad_result' })
    expect(net.hits()).toBe(0)
  })

  it('a redirect from TLS to none, where TLS is asked for', async () => {
    const request = vi.fn(
      async () => new Response(null, { status: 302, headers: { location: 'http://cdn.test/' } }),
    )
    const fetchIt = createGuardedFetch(async () => ({ ...fetchNetwork, request }))
    await expect(fetchIt('https://cdn.test/', { maxBytes: 10 })).rejects.toMatchObject({ code: 'bad_result' })
    expect(request).toHaveBeenCalledOnce()
  })

  it('three redirects are followed, eleven are not', async () => {
    for (let left = 0; left <= 11; left++) {
      net.answers[`/${left}`] = (answer) => {
        if (left === 0) answer.end('arrived')
        else answer.writeHead(301 + (left % 3), { location: `${left - 1}` }).end('moved')
      }
    }
    expect(await (await get('http://public.test:PORT/3')).text()).toBe('arrived')
    net.asked.length = 0
    await expect(get('http://public.test:PORT/11')).rejects.toMatchObject({ code: 'bad_result' })
    expect(net.asked.length).toBe(4)
    await closed()
  })
})

describe('a list of allowed hosts', () => {
  it.each([
    ['public.test', true],
    ['*.test', true],
    ['public.test:PORT', true],
    ['PUBLIC.test', true],
    ['other.test', false],
    ['test', false],
    ['*.public.test', false],
    ['public.test:8443', false],
    ['*blic.test', false],
  ])('with %s: %s', async (host, isAllowed) => {
    const allowHosts = ['first.test', host.replace('PORT', `${net.port}`)]
    if (isAllowed) await (await get('http://public.test:PORT/', { allowHosts })).text()
    else await expectRefused('http://public.test:PORT/', { allowHosts })
  })

  it('that is empty allows nothing', () => expectRefused('http://public.test:PORT/', { allowHosts: [] }))

  it('is asked again after a redirect', async () => {
    net.hosts['other.test'] = ['127.0.0.2']
    net.answers['/'] = (answer) =>
      answer.writeHead(302, { location: `http://other.test:${net.port}/x` }).end()
    const refused = get('http://public.test:PORT/', { allowHosts: ['public.test'] })
    await expect(refused).rejects.toMatchObject({ code: 'bad_result' })
    expect(net.asked.length).toBe(1)
  })

  it('opens a port that it names', async () => {
    const allowHosts = ['127.0.0.2:22', `public.test:${net.port}`]
    expect(await (await get('http://public.test:PORT/', { allowHosts })).text()).toBe('public')
  })

  it('does not make a private host public', () =>
    expectRefused('http://private.test:PORT/', { allowHosts: ['private.test'] }))

  it.each(['', 'https://cdn.test', 'cdn.test/videos', 'user@cdn.test', 'cdn test'])(
    'cannot hold %j',
    async (host) => {
      const refused = get('http://public.test:PORT/', { allowHosts: [host] })
      await expect(refused).rejects.toMatchObject({ code: 'invalid_options' })
    },
  )

  it('of private hosts says which port is meant, and leaves the others closed', async () => {
    const privateHosts = [`127.0.0.1:${net.port}`]
    expect(await (await get('http://127.0.0.1:PORT/', { privateHosts, allowHttp: false })).text()).toBe(
      'a secret',
    )
    net.tried.length = 0
    for (const url of ['http://127.0.0.1:22/', 'http://private.test:PORT/', 'http://127.0.0.3:PORT/']) {
      await expect(get(url, { privateHosts })).rejects.toMatchObject({ code: 'bad_result' })
    }
    expect(net.tried).toEqual([])
  })
})

describe('what comes back', () => {
  it('is asked for plainly, with no more than is needed', async () => {
    await (await get('http://public.test:PORT/', { accept: 'video/*', range: 'bytes=0-1' })).text()
    expect(net.asked[0]?.headers).toEqual({
      accept: 'video/*',
      'accept-encoding': 'identity',
      'user-agent': 'reelstate',
      range: 'bytes=0-1',
      host: `public.test:${net.port}`,
      connection: 'close',
    })
  })

  it('has the status and the headers of the host, whatever they are', async () => {
    net.answers['/'] = (answer) =>
      answer.writeHead(403, { 'content-type': 'text/html', 'x-amz-request-id': '1' }).end('Forbidden')
    const response = await get('http://public.test:PORT/')
    expect(response.status).toBe(403)
    expect(response.headers.get('x-amz-request-id')).toBe('1')
    expect(await response.text()).toBe('Forbidden')
    net.answers['/'] = (answer) => answer.writeHead(304).end()
    expect((await get('http://public.test:PORT/')).status).toBe(304)
    await closed()
  })

  it('is refused when it says that it is too large, and not read', async () => {
    net.answers['/'] = (answer) => {
      answer.writeHead(200, { 'content-length': '1000001' }).flushHeaders()
    }
    await expect(get('http://public.test:PORT/')).rejects.toMatchObject({ code: 'bad_result' })
    await closed()
  })

  it('fails at the limit when it does not say so, and the host is hung up on', async () => {
    net.answers['/'] = (answer) => {
      answer.on('drain', () => pump())
      const pump = () => {
        while (answer.write(Buffer.alloc(50_000)));
      }
      pump()
    }
    const response = await get('http://public.test:PORT/')
    await expect(response.arrayBuffer()).rejects.toMatchObject({ code: 'bad_result' })
    await closed()
  })

  it('of the size of the limit is whole', async () => {
    net.answers['/'] = (answer) => answer.end(Buffer.alloc(1_000_000))
    expect((await (await get('http://public.test:PORT/')).arrayBuffer()).byteLength).toBe(1_000_000)
  })

  it('packed is refused: it could be a bomb, and its size is not the video’s', async () => {
    const packed = gzipSync(Buffer.alloc(1_000_000))
    net.answers['/'] = (answer) => answer.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)
    await expect(get('http://public.test:PORT/')).rejects.toMatchObject({ code: 'bad_result' })
    await closed()
  })

  it('that ends early fails', async () => {
    net.answers['/'] = (answer) => {
      answer.writeHead(200, { 'content-length': '100' })
      answer.write('half')
      setTimeout(() => answer.destroy(), 50)
    }
    const response = await get('http://public.test:PORT/')
    await expect(response.text()).rejects.toThrow()
  })

  it('is read no faster than it is asked for', async () => {
    let written = 0
    net.answers['/'] = (answer) => {
      const pump = () => {
        do written += 50_000
        while (answer.write(Buffer.alloc(50_000)) && written < 100_000_000)
      }
      answer.on('drain', pump)
      pump()
    }
    const response = await get('http://public.test:PORT/', { maxBytes: 1_000_000_000 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(written).toBeLessThan(20_000_000)
    await response.body?.cancel()
    await closed()
  })
})

describe('nothing hangs', () => {
  it('when the host says nothing', async () => {
    net.answers['/'] = () => {}
    const asked = get('http://public.test:PORT/', { timeoutMs: 100 })
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' })
    await closed()
  })

  it('when its headers drip', async () => {
    const server = createTcpServer((socket) => {
      const drip = setInterval(() => socket.write('HTTP/1.1 200 OK\r\nx: y'.slice(0, 1)), 10)
      socket.on('close', () => clearInterval(drip)).on('error', () => {})
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve))
    const { port } = server.address() as { port: number }
    const asked = get(`http://127.0.0.2:${port}/`, { privateHosts: [`127.0.0.2:${port}`], timeoutMs: 200 })
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' })
    await new Promise((resolve) => server.close(resolve))
  })

  it('when its name is never found', async () => {
    const system = await systemNetwork()
    const fetchIt = createGuardedFetch(async () => ({ ...system, resolve: () => new Promise(() => {}) }))
    const asked = fetchIt('https://public.test/', { maxBytes: 1, timeoutMs: 100 })
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('when its body stops coming', async () => {
    net.answers['/'] = (answer) => void answer.write('half')
    const response = await get('http://public.test:PORT/', { stallMs: 100 })
    await expect(response.text()).rejects.toMatchObject({ code: 'unavailable' })
    await closed()
  })

  it.each(['before the headers', 'while the body is read', 'before the body is read'])(
    'when it is aborted %s; the host is hung up on within a second',
    async (when) => {
      const left = new AbortController()
      const reason = new Error('Nobody wants it')
      net.answers['/'] = (answer) => void (when === 'before the headers' || answer.write('half'))
      const asked = get('http://public.test:PORT/', { signal: left.signal })
      if (when === 'before the headers') {
        await vi.waitFor(() => expect(net.open.size).toBe(1))
        left.abort(reason)
        await expect(asked).rejects.toBe(reason)
      } else {
        const response = await asked
        const read = when === 'while the body is read' ? response.text() : undefined
        left.abort(reason)
        await expect(read ?? response.text()).rejects.toBe(reason)
      }
      await closed()
    },
  )

  it('when it is aborted already', async () => {
    const reason = new Error('Nobody wants it')
    await expect(get('http://public.test:PORT/', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(net.tried).toEqual([])
  })

  it('when nobody is there', async () => {
    for (const url of ['http://nowhere.test:PORT/', 'http://127.0.0.3:PORT/']) {
      const privateHosts = [`127.0.0.3:${net.port}`]
      await expect(get(url, { privateHosts })).rejects.toMatchObject({ code: 'unavailable' })
    }
  })

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a status that is none', 'HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n'],
    ['endless headers', `HTTP/1.1 200 OK\r\n${`x: ${'y'.repeat(1000)}\r\n`.repeat(100)}`],
    ['an end', ''],
  ])('when the answer is %s', async (_, answer) => {
    const server = createTcpServer((socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end(answer),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve))
    const { port } = server.address() as { port: number }
    const asked = get(`http://127.0.0.2:${port}/`, { privateHosts: [`127.0.0.2:${port}`] })
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' })
    await new Promise((resolve) => server.close(resolve))
  })
})

it('with TLS it goes to the checked address, asks for the name and wants a certificate for it', async () => {
  const names: string[] = []
  const server = createTlsServer({
    SNICallback(name, answer) {
      names.push(name)
      answer(new Error('There is none'))
    },
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve))
  const { port } = server.address() as { port: number }
  const asked = get(`https://public.test:${port}/`, { allowHosts: [`public.test:${port}`] })
  await expect(asked).rejects.toMatchObject({ code: 'unavailable' })
  expect(names).toEqual(['public.test'])
  expect(net.tried).toEqual(['127.0.0.2'])
  await new Promise((resolve) => server.close(resolve))
})

it('of a URL no more than its host is told', async () => {
  const urls = [
    'http://127.0.0.1:PORT/canary?key=canary#canary',
    'https://canary:canary@public.test/canary',
    'canary',
  ]
  for (const url of urls) {
    const error = await get(url).catch((thrown) => thrown)
    expect(JSON.stringify([error.message, error.cause ?? ''])).not.toContain('canary')
  }
})

describe('guardedFetch on this machine', () => {
  it('looks hosts up, and finds this machine private under every name', async () => {
    for (const url of ['https://localhost/', 'https://127.0.0.1/', 'https://[::1]/']) {
      await expect(guardedFetch(url, { maxBytes: 1 })).rejects.toMatchObject({ code: 'bad_result' })
    }
  })

  it('reaches a host of one’s own that is listed', async () => {
    const privateHosts = [`localhost:${net.port}`]
    const response = await guardedFetch(`http://localhost:${net.port}/`, { maxBytes: 100, privateHosts })
    expect(await response.text()).toBe('a secret')
  })
})

describe('a runtime that cannot look hosts up', () => {
  const fetchIt = (request: typeof fetchNetwork.request) => {
    const fenced = createGuardedFetch(async () => ({ ...fetchNetwork, request }))
    return (url: string) => fenced(url, { maxBytes: 100, allowHttp: true })
  }

  it('goes by the name: addresses that are not public and local names are refused', async () => {
    const request = vi.fn()
    const urls = [
      'http://127.1/',
      'http://[::1]/',
      'http://169.254.169.254/',
      'http://localhost/',
      'http://localhost./',
      'http://a.localhost/',
      'http://metadata.google.internal/',
      'http://printer.local/',
      'http://router/',
    ]
    for (const url of urls) {
      await expect(fetchIt(request)(url), url).rejects.toMatchObject({ code: 'bad_result' })
    }
    expect(request).not.toHaveBeenCalled()
  })

  it('checks every redirect too', async () => {
    net.answers['/'] = (answer) => answer.writeHead(302, { location: `http://127.0.0.1/` }).end()
    const request = vi.fn((url: URL, ...rest: [never, never, never]) =>
      fetchNetwork.request(new URL(url.pathname, `http://127.0.0.2:${net.port}`), ...rest),
    )
    await expect(fetchIt(request as never)('http://public.test/')).rejects.toMatchObject({
      code: 'bad_result',
    })
    expect(request).toHaveBeenCalledOnce()
    net.answers['/'] = (answer) => answer.end('public')
    expect(await (await fetchIt(request as never)('http://public.test/')).text()).toBe('public')
  })
})

it('the canary counts a connection that says nothing', async () => {
  const socket = connect(net.port, '127.0.0.1')
  await vi.waitFor(() => expect(net.hits()).toBe(1))
  socket.destroy()
})
