import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { createTokenSigner } from '../security/sign-token.js'
import { directoryStorage } from '../storage/directory-storage.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { SECRET, type ServedHandler, serveHandler } from '../support/serve-handler.js'
import type { VideoHandlerOptions } from './handler-options.js'

const VIDEO = new Uint8Array(5000).map((_, index) => index % 251)
const order = { json: { data: { prompt: 'A red kite over the sea' } } }
const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function start(options: Partial<VideoHandlerOptions>): Promise<ServedHandler> {
  const served = await serveHandler(options)
  cleanups.push(() => served.close())
  return served
}

/** A provider's own file server; `fresh` is the only path that works. */
async function provider(fresh: { path: string }, type = 'video/mp4') {
  const asked: string[] = []
  const server: Server = createServer((request, answer) => {
    asked.push(`${request.url}`)
    const isThere = request.url === fresh.path
    answer.writeHead(isThere ? 200 : 403, {
      'content-type': type,
      'set-cookie': 'provider=1',
      server: 'theirs',
    })
    answer.end(isThere ? VIDEO : 'expired')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => new Promise((resolve) => server.close(resolve)))
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function finish(served: ServedHandler): Promise<{ view: JobView; url: string }> {
  const ada = served.as('ada')
  const { reference }: JobView = await (await ada('', order)).json()
  for (;;) {
    const view: JobView = await (await ada(`?ref=${reference}`)).json()
    if (view.ended) return { view, url: new URL(view.url ?? '/', served.url).href }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())

describe('a finished video', () => {
  it('is copied into the storage, and served from there with ranges when the provider has forgotten it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'reelstate-video-'))
    cleanups.push(() => rm(directory, { recursive: true }))
    const fresh = { path: '/one.mp4?sig=1' }
    const { host } = await provider(fresh)
    const adapter = scriptedAdapter({
      statuses: [{ status: 'completed' }],
      urls: [{ url: `http://${host}${fresh.path}` }],
    })
    const storage = directoryStorage({ directory })
    const served = await start({ adapter, storage, privateVideoHosts: [host] })
    const { url } = await finish(served)
    fresh.path = '/none'
    const whole = await fetch(url)
    expect(whole.headers.get('content-type')).toBe('video/mp4')
    expect(await bytesOf(whole)).toEqual(VIDEO)
    const part = await fetch(url, { headers: { range: 'bytes=10-19' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/5000'])
    expect(await bytesOf(part)).toEqual(VIDEO.slice(10, 20))
    const etag = whole.headers.get('etag') ?? ''
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect((await fetch(`${url}&download`)).headers.get('content-disposition')).toMatch(
      /^attachment; filename=/,
    )
  })

  it('is passed on from the provider without its headers, and by a fresh URL once the first has expired', async () => {
    const fresh = { path: '/one.mp4?sig=1' }
    const { host, asked } = await provider(fresh)
    const urls = ['1', '2'].map((sig) => ({ url: `http://${host}/one.mp4?sig=${sig}` }))
    const adapter = scriptedAdapter({ statuses: [{ status: 'completed' }], urls })
    const served = await start({ adapter, privateVideoHosts: [host] })
    const { view, url } = await finish(served)
    expect(JSON.stringify(view)).not.toContain(host)
    const first = await fetch(url)
    expect(await bytesOf(first)).toEqual(VIDEO)
    expect(first.headers.get('set-cookie')).toBeNull()
    expect(first.headers.get('server')).toBeNull()
    fresh.path = '/one.mp4?sig=2'
    expect(await bytesOf(await fetch(url))).toEqual(VIDEO)
    expect(asked.at(-1)).toBe('/one.mp4?sig=2')
  })

  it('at an address of the own network is not fetched', async () => {
    const fresh = { path: '/one.mp4' }
    const { host, asked } = await provider(fresh)
    const adapter = scriptedAdapter({
      statuses: [{ status: 'completed' }],
      urls: [{ url: `http://${host}/one.mp4` }],
    })
    const served = await start({ adapter })
    const { url } = await finish(served)
    const response = await fetch(url)
    expect(response.status).toBe(502)
    expect(await response.text()).not.toContain(host)
    expect(asked).toEqual([])
  })

  it('that is a page of HTML is not passed on', async () => {
    const fresh = { path: '/one.mp4' }
    const { host } = await provider(fresh, 'text/html')
    const adapter = scriptedAdapter({
      statuses: [{ status: 'completed' }],
      urls: [{ url: `http://${host}/one.mp4` }],
    })
    const served = await start({ adapter, privateVideoHosts: [host] })
    const { url } = await finish(served)
    expect((await fetch(url)).status).toBe(502)
  })
})

describe('a link', () => {
  it('is for one video, for a while, and for nothing else', async () => {
    const fresh = { path: '/one.mp4' }
    const { host } = await provider(fresh)
    const adapter = scriptedAdapter({
      statuses: [{ status: 'completed' }],
      urls: [{ url: `http://${host}/one.mp4` }],
    })
    const served = await start({ adapter, privateVideoHosts: [host] })
    const { view, url } = await finish(served)
    expect((await fetch(url)).status).toBe(200)
    const signer = createTokenSigner(SECRET)
    const ask = (token: string) => fetch(`${served.url}?video=${token}`)
    expect((await ask(view.reference)).status).toBe(404)
    expect((await ask(await signer.sign('ref', view.jobId, Date.now() + 60_000))).status).toBe(404)
    expect((await ask(await signer.sign('video', 'vid_other', Date.now() + 60_000))).status).toBe(404)
    const expired = await ask(await signer.sign('video', view.jobId, Date.now() - 1))
    expect([expired.status, (await expired.json()).error.message]).toEqual([
      410,
      expect.stringContaining('expired'),
    ])
    expect((await served.as('ada')(`?ref=${new URL(url).searchParams.get('video')}`)).status).toBe(404)
  })
})
