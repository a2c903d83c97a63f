import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { createTokenSigner } from '../security/sign-token.js'
import type { VideoStorage } from '../storage/video-storage.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { SECRET, type ServedHandler, serveHandler } from '../support/serve-handler.js'
import type { VideoHandlerOptions } from './handler-options.js'

const order = { json: { data: { prompt: 'A red kite over the sea' } } }
/** A host that nobody can reach. */
const elsewhere = 'https://videos.invalid/one.mp4'
const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
  vi.restoreAllMocks()
})

/** A server of one's own network, where no video is to be fetched from. */
async function canary() {
  const hits: string[] = []
  const server = createServer((request, answer) => {
    hits.push(`${request.url}`)
    answer.writeHead(200, { 'content-type': 'video/mp4' }).end('a video')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => new Promise((resolve) => server.close(resolve)))
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, hits }
}

function keeping() {
  const kept: string[] = []
  const storage: VideoStorage = {
    name: 'keeping',
    async put(key, body) {
      kept.push(await new Response(body as ReadableStream<Uint8Array>).text())
      return { key, bytes: 7 } as never
    },
    open: async () => undefined,
    delete: async () => {},
  }
  return { kept, storage }
}

async function start(url: string, options: Partial<VideoHandlerOptions>): Promise<ServedHandler> {
  const adapter = scriptedAdapter({ statuses: [{ status: 'completed' }], urls: [{ url }] })
  const served = await serveHandler({ adapter, ...options })
  cleanups.push(() => served.close())
  return served
}

/** Copies are tried a few times before a video is done without one. */
const copyTrouble = ({ events }: ServedHandler) =>
  events.filter((event) => event.name === 'provider.call' && event.call === 'copy' && event.outcome !== 'ok')

describe('a copy', () => {
  it('is fetched from a host of the own network that was named', async () => {
    const { host, hits } = await canary()
    const { storage, kept } = keeping()
    const served = await start(`http://${host}/one.mp4`, { storage, privateVideoHosts: [host] })
    await served.as('ada')('', order)
    await expect.poll(() => kept).toEqual(['a video'])
    expect(hits).toEqual(['/one.mp4'])
  })

  it('is not fetched from the own network', async () => {
    const { host, hits } = await canary()
    const { storage, kept } = keeping()
    const served = await start(`http://${host}/one.mp4`, { storage })
    await served.as('ada')('', order)
    await expect.poll(() => copyTrouble(served).length).toBeGreaterThan(0)
    expect([hits, kept]).toEqual([[], []])
  })

  it('is fetched from no public host but those that were named', async () => {
    const { storage } = keeping()
    const served = await start(elsewhere, { storage, videoHosts: ['cdn.example'] })
    await served.as('ada')('', order)
    await expect.poll(() => copyTrouble(served).length).toBeGreaterThan(0)
    expect(copyTrouble(served)[0]).toMatchObject({ outcome: 'refused' })
  })
})

async function finished(served: ServedHandler): Promise<{ view: JobView; url: string }> {
  const { reference }: JobView = await (await served.as('ada')('', order)).json()
  const read = async (): Promise<JobView> => (await served.as('ada')(`?ref=${reference}`)).json()
  await expect.poll(async () => (await read()).state).toBe('succeeded')
  const view = await read()
  return { view, url: new URL(view.url ?? '', served.url).href }
}

describe('a download', () => {
  it('is fetched from no host but those that were named', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const served = await start(elsewhere, { videoHosts: ['cdn.example'] })
    const { url } = await finished(served)
    // A host that was asked for, and not found, is trouble instead.
    expect((await fetch(url)).status).toBe(502)
  })

  it('by a link without an end, or of a job without a video, finds nothing', async () => {
    const { host, hits } = await canary()
    const served = await start(`http://${host}/one.mp4`, { privateVideoHosts: [host] })
    const { view } = await finished(served)
    const signer = createTokenSigner(SECRET)
    const endless = await fetch(`${served.url}?video=${await signer.sign('video', view.jobId)}`)
    expect(endless.status).toBe(404)

    const waiting = await serveHandler({ adapter: scriptedAdapter({ statuses: [{ status: 'processing' }] }) })
    cleanups.push(() => waiting.close())
    const { jobId }: JobView = await (await waiting.as('ada')('', order)).json()
    await expect.poll(async () => (await waiting.jobs.get(jobId))?.state).toBe('running')
    const early = await fetch(
      `${waiting.url}?video=${await signer.sign('video', jobId, Date.now() + 60_000)}`,
    )
    const none = await fetch(`${waiting.url}?video=none`)
    expect([early.status, await early.text()]).toEqual([404, await none.text()])
    expect(hits).toEqual([])
  })

  it('that the storage hands out itself is led there for five minutes, and no cache keeps the way', async () => {
    const { host } = await canary()
    const asked: unknown[] = []
    const storage: VideoStorage = {
      ...keeping().storage,
      async url(key, options) {
        asked.push([key, options.expiresInMs])
        return 'https://bucket.example/one.mp4?signed'
      },
    }
    const served = await start(`http://${host}/one.mp4`, { storage, privateVideoHosts: [host] })
    const { view, url } = await finished(served)
    const response = await fetch(url, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      'https://bucket.example/one.mp4?signed',
    ])
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(asked).toEqual([[view.jobId, 300_000]])
  })
})
