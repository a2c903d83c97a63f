import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { rawRequest } from '../support/raw-request.js'
import { toNodeHandler } from './to-node-handler.js'

const PATIENT = { timeout: 10_000 }
const servers: Server[] = []
const sockets: Socket[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

type Handle = (request: Request) => Response | Promise<Response>
type Prepare = (message: IncomingMessage, answer: ServerResponse) => void | Promise<void>

async function serve(handle: Handle, prepare: Prepare = () => {}): Promise<{ port: number; url: string }> {
  const answerMessage = toNodeHandler(handle)
  const server = createServer(async (message, answer) => {
    await prepare(message, answer)
    await answerMessage(message, answer)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}` }
}

/** Sends lines as they are, which no client would, and collects the answer. */
function talk(port: number, ...lines: string[]) {
  const socket = connect({ port, host: '127.0.0.1' })
  sockets.push(socket)
  const heard = { text: '', isClosed: false, socket }
  socket.on('data', (data) => {
    heard.text += data
  })
  socket.on('close', () => {
    heard.isClosed = true
  })
  socket.on('error', () => {})
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  return heard
}

describe('the request', () => {
  const echo: Handle = async ({ url, method }) => new Response(`${method} ${url}`)

  it('has the URL that the client sees', async () => {
    const { port, url } = await serve(echo)
    expect(await (await fetch(`${url}/api/video?ref=a%20b&x=/..`)).text()).toBe(
      `GET ${url}/api/video?ref=a%20b&x=/..`,
    )
    const absolute = talk(port, 'GET http://app.example/video HTTP/1.1', 'Host: app.example')
    await expect.poll(() => absolute.text, PATIENT).toContain('GET http://app.example/video')
  })

  it('has the host of its header, whatever its path looks like', async () => {
    const { port } = await serve(echo)
    const heard = talk(port, 'GET //evil.example/video HTTP/1.1', 'Host: app.example')
    await expect.poll(() => heard.text, PATIENT).toContain('GET http://app.example//evil.example/video')
  })

  it.each([
    ['a host that is none', ['GET /video HTTP/1.1', 'Host: app.example/?x=']],
    ['a target that is none', ['OPTIONS * HTTP/1.1', 'Host: app.example']],
    ['another scheme', ['GET file:///etc/passwd HTTP/1.1', 'Host: app.example']],
  ])('is refused with %s', async (_, lines) => {
    const handle = vi.fn(echo)
    const { port } = await serve(handle)
    const heard = talk(port, ...lines)
    await expect.poll(() => heard.text, PATIENT).toMatch(/^HTTP\/1\.1 400 /)
    expect(handle).not.toHaveBeenCalled()
  })

  it('has the body as it arrives', async () => {
    const { port } = await serve(async ({ body }) => {
      const reader = body?.getReader()
      const { value } = (await reader?.read()) ?? {}
      return new Response(`first: ${new TextDecoder().decode(value)}`)
    })
    const heard = talk(port, 'POST / HTTP/1.1', 'Host: h', 'Content-Length: 1000', '', 'half of it')
    await expect.poll(() => heard.text, PATIENT).toContain('first: half of it')
  })

  it.each([
    ['parsed', { body: { prompt: 'kite' } }, '{"prompt":"kite"}'],
    ['as it came', { body: {}, rawBody: Buffer.from('{"raw": 1}') }, '{"raw": 1}'],
    ['as text', { body: 'plain' }, 'plain'],
  ])('has a body that was read before, where it was kept %s', async (_, kept, text) => {
    const { url } = await serve(
      async (incoming) => new Response(await incoming.text()),
      async (message) => {
        for await (const chunk of message) void chunk
        Object.assign(message, kept)
      },
    )
    expect(await (await fetch(url, { method: 'POST', body: 'sent' })).text()).toBe(text)
  })

  it('that is too large is answered before it has arrived', async () => {
    const { url } = await serve(async ({ body }) => {
      const reader = body?.getReader()
      await reader?.read()
      await reader?.cancel()
      return new Response('too large', { status: 413 })
    })
    const response = await fetch(url, { method: 'POST', body: new Uint8Array(5_000_000) })
    expect([response.status, await response.text()]).toEqual([413, 'too large'])
  })

  it('is aborted when the client leaves before there is an answer', async () => {
    let aborted = false
    const { port } = await serve(({ signal }) => {
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true
          reject(signal.reason)
        })
      })
    })
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { socket } = talk(port, 'GET / HTTP/1.1', 'Host: h')
    setTimeout(() => socket.destroy(), 50)
    await expect.poll(() => aborted, PATIENT).toBe(true)
    expect(log).not.toHaveBeenCalled()
  })
})

describe('the answer', () => {
  it('has its status and headers, and every cookie', async () => {
    const { url } = await serve(() => {
      const headers = new Headers({ 'X-Own': '1' })
      headers.append('Set-Cookie', 'a=1')
      headers.append('Set-Cookie', 'b=2')
      return new Response(null, { status: 204, headers })
    })
    const response = await fetch(url)
    expect(response.status).toBe(204)
    expect(response.headers.get('x-own')).toBe('1')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  it('has its headers at once, before there is a body', async () => {
    const { url } = await serve(() => new Response(new ReadableStream({})))
    const startedAt = performance.now()
    const leave = new AbortController()
    const response = await fetch(url, { signal: leave.signal })
    expect(response.status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    leave.abort()
  })

  it('to a HEAD has no body, and the body that there was is let go', async () => {
    const cancel = vi.fn()
    const { url } = await serve(
      () => new Response(new ReadableStream({ cancel }), { headers: { 'X-Own': '1' } }),
    )
    const { status, headers, body } = await rawRequest(url, {}, 'HEAD')
    expect([status, headers['x-own'], body.length]).toEqual([200, '1', 0])
    expect(cancel).toHaveBeenCalledOnce()
  })

  it('is not read ahead of a client that does not read it', async () => {
    let written = 0
    const answers: ServerResponse[] = []
    const { port } = await serve(
      () =>
        new Response(
          new ReadableStream<Uint8Array>({
            pull(controller) {
              controller.enqueue(new Uint8Array(16_384))
              written += 16_384
            },
          }),
        ),
      (_, answer) => void answers.push(answer),
    )
    const { socket } = talk(port, 'GET / HTTP/1.1', 'Host: h')
    socket.pause()
    let before = -1
    await expect
      .poll(
        () => {
          const isStill = written === before
          before = written
          return isStill
        },
        { ...PATIENT, interval: 200 },
      )
      .toBe(true)
    expect(answers[0]?.writableLength).toBeLessThan(65_536)
    socket.resume()
    await expect.poll(() => written, PATIENT).toBeGreaterThan(before)
  })

  it('ends where its client leaves', async () => {
    const cancel = vi.fn()
    const { port } = await serve(() => new Response(new ReadableStream({ cancel })))
    const heard = talk(port, 'GET / HTTP/1.1', 'Host: h')
    await expect.poll(() => heard.text, PATIENT).toContain('200 OK')
    heard.socket.destroy()
    await expect.poll(() => cancel.mock.calls.length, PATIENT).toBe(1)
  })

  it('that breaks off is cut, so that nobody takes a part for the whole', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { url } = await serve(() => {
      let part = 0
      return new Response(
        new ReadableStream<Uint8Array>({
          pull(controller) {
            if (part++ === 0) controller.enqueue(new TextEncoder().encode('a part'))
            else controller.error(new Error('disk failed'))
          },
        }),
      )
    })
    expect((await rawRequest(url)).isCut).toBe(true)
    expect(log).toHaveBeenCalledOnce()
  })

  it('of a handler that fails is 500, and says nothing of why', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { url } = await serve(() => {
      throw new Error('password is hunter2')
    })
    const response = await fetch(url)
    expect([response.status, await response.text()]).toEqual([500, ''])
  })

  it('leaves the connection for the next request', async () => {
    const { port } = await serve(async () => Response.json({ ok: true }))
    const heard = talk(port, 'GET / HTTP/1.1', 'Host: h')
    await expect.poll(() => heard.text, PATIENT).toContain('{"ok":true}')
    heard.socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    await expect.poll(() => heard.text.match(/200 OK/g)?.length, PATIENT).toBe(2)
  })
})

it('survives a thousand clients that leave at any moment', async () => {
  const { port } = await serve(
    () =>
      new Response(
        new ReadableStream<Uint8Array>({
          async pull(controller) {
            await new Promise((resolve) => setTimeout(resolve, 1))
            controller.enqueue(new Uint8Array(1000))
          },
        }),
      ),
  )
  const left: Promise<void>[] = []
  for (let at = 0; at < 1000; at++) {
    left.push(
      new Promise((resolve) => {
        const sent = request({ port, agent: false, host: '127.0.0.1' }, (message) => message.resume())
        sent.on('error', () => {})
        sent.on('close', () => resolve())
        sent.end()
        setTimeout(() => sent.destroy(), (at % 20) * 5)
      }),
    )
    if (at % 50 === 49) await Promise.all(left.splice(0))
  }
  const response = await fetch(`http://127.0.0.1:${port}`)
  expect(response.status).toBe(200)
  await response.body?.cancel()
})
