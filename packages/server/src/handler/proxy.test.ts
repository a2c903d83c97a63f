import { afterEach, describe, expect, it } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'
import { startNginx } from '../support/start-nginx.js'
import type { VideoHandlerOptions } from './handler-options.js'

// A real nginx in front, as Debian packages it, with its own settings for proxies.

const order = { json: { data: { prompt: 'A red kite over the sea' } } }
const headers = { accept: 'text/event-stream', 'x-user': 'ada' }
const RUNS = 20
/** A silence that is longer than the proxy waits; ms. The long run takes nginx's own 60 s. */
const SILENCE = process.env.REELSTATE_LONG
  ? { ms: 70_000, heartbeatMs: 15_000, config: '' }
  : { ms: 5_000, heartbeatMs: 500, config: 'proxy_read_timeout 2s;' }
const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function start(config: string, options: Partial<VideoHandlerOptions>, shared = '') {
  const served: ServedHandler = await serveHandler(options)
  cleanups.push(() => served.close())
  const nginx = await startNginx({ upstreamPort: Number(new URL(served.url).port), config, shared })
  cleanups.push(() => nginx.stop())
  return { served, proxied: `http://127.0.0.1:${nginx.port}/video` }
}

/** How long it takes until the first event of a stream is there, in ms. */
async function firstEvent(url: string): Promise<number> {
  const startedAt = performance.now()
  const leave = new AbortController()
  const response = await fetch(url, { headers, signal: leave.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('data: ')) text += (await reader?.read())?.value ?? ''
  const took = performance.now() - startedAt
  leave.abort()
  return took
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

describe('behind nginx', () => {
  it('the first event is there as soon as without it', async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'processing' }] })
    const { served, proxied } = await start('', { adapter })
    const { reference }: JobView = await (await served.as('ada')('', order)).json()
    const direct: number[] = []
    const behind: number[] = []
    for (let run = 0; run < RUNS; run++) {
      direct.push(await firstEvent(`${served.url}?ref=${reference}`))
      behind.push(await firstEvent(`${proxied}?ref=${reference}`))
    }
    expect(median(behind) - median(direct)).toBeLessThan(100)
  })

  it(
    'a silence of the provider that is longer than the proxy waits does not cut the stream',
    async () => {
      const readyAt = Date.now() + SILENCE.ms
      const adapter = scriptedAdapter()
      adapter.getVideoStatus = async (jobId) => ({
        jobId,
        status: Date.now() < readyAt ? 'processing' : 'completed',
      })
      const { proxied } = await start(SILENCE.config, {
        adapter,
        streams: { heartbeatMs: SILENCE.heartbeatMs },
      })
      const response = await fetch(proxied, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(order.json),
      })
      const text = await response.text()
      expect(text).toContain('RUN_FINISHED')
      expect(text.match(/^: heartbeat$/gm)?.length).toBeGreaterThan(2)
    },
    SILENCE.ms + 60_000,
  )

  it('threat 20: a cache that keeps everything keeps nothing of anybody', async () => {
    const shared = 'proxy_cache_path cache keys_zone=all:1m;'
    const config = 'proxy_cache all; proxy_cache_key $request_uri; proxy_cache_valid any 1h;'
    const adapter = scriptedAdapter({ statuses: [{ status: 'completed' }] })
    const { served, proxied } = await start(config, { adapter }, shared)
    const { reference }: JobView = await (await served.as('ada')('', order)).json()
    const ask = (user: string, query: string) => fetch(proxied + query, { headers: { 'x-user': user } })
    for (const query of ['', `?ref=${reference}`, `?jobs=${reference}`]) {
      expect(await (await ask('ada', query)).text()).toContain(reference)
      const other = await ask('bob', query)
      expect(await other.text()).not.toContain(reference)
    }
    expect((await ask('bob', `?ref=${reference}`)).status).toBe(404)
    expect((await ask('ada', `?ref=${reference}`)).status).toBe(200)
  })
})
