import { afterEach, describe, expect, it } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { memoryStore } from '../stores/memory-store.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'
import type { VideoHandlerOptions } from './handler-options.js'

const order = { json: { data: { prompt: 'A red kite over the sea' } } }
const sse = { accept: 'text/event-stream' }
const open: ServedHandler[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function start(options: Partial<VideoHandlerOptions> = {}): Promise<ServedHandler> {
  const served = await serveHandler({
    adapter: scriptedAdapter({ statuses: [{ status: 'processing' }] }),
    ...options,
  })
  open.push(served)
  return served
}

describe('a method that does nothing here', () => {
  it.each(['PUT', 'PATCH', 'TRACE-ISH'])('(%s) is told which do', async (method) => {
    const { handler, url } = await start()
    const response = await handler(new Request(url, { method }))
    expect([response.status, response.headers.get('allow')]).toEqual([
      405,
      'GET, HEAD, POST, DELETE, OPTIONS',
    ])
    expect((await response.json()).error.message).toContain(`${method} is not possible`)
  })

  it('(a HEAD for a stream) opens none', async () => {
    const { as, jobs } = await start()
    const ada = as('ada')
    const { reference }: JobView = await (await ada('', order)).json()
    expect((await ada(`?ref=${reference}`, { method: 'HEAD', headers: sse })).status).toBe(405)
    expect((await jobs.health()).watching).toBe(0)
  })

  it('(a DELETE of nothing) is told what to name', async () => {
    const { as } = await start()
    const response = await as('ada')('', { method: 'DELETE' })
    expect([response.status, (await response.json()).error.message]).toEqual([
      400,
      expect.stringContaining('?ref='),
    ])
  })
})

it('an OPTIONS that is no preflight says what there is', async () => {
  const { as } = await start()
  const response = await as(null)('', { method: 'OPTIONS' })
  expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, DELETE, OPTIONS'])
})

it('several jobs may be a hundred, and no more', async () => {
  const { as } = await start()
  const ada = as('ada')
  const { reference }: JobView = await (await ada('', order)).json()
  expect(await (await ada(`?jobs=${reference},${reference}`)).json()).toMatchObject({ jobs: [{ reference }] })
  const many = await ada(`?jobs=${Array(101).fill('x').join(',')}`)
  expect([many.status, (await many.json()).error.message]).toEqual([
    400,
    expect.stringContaining('at most 100'),
  ])
})

describe('the health', () => {
  it('is 503 for a store that fails, and for one that hangs', async () => {
    const fails = await start({
      store: { ...memoryStore(), get: () => Promise.reject(new Error('disk full')) },
      work: false,
    })
    expect((await fetch(`${fails.url}/health`)).status).toBe(503)
    const hangs = await start({ store: { ...memoryStore(), get: () => new Promise(() => {}) }, work: false })
    const response = await fetch(`${hangs.url}/health`)
    expect([response.status, await response.json()]).toEqual([503, { ok: false, streams: 0 }])
  })
})

it('a handler that was closed sends its clients elsewhere, also those whose request was under way', async () => {
  const waiting: ((user: string) => void)[] = []
  const { handler, url, as } = await start({
    authorize: (request) =>
      request.headers.get('x-user') ?? new Promise<string>((resolve) => void waiting.push(resolve)),
  })
  const { reference }: JobView = await (await as('ada')('', order)).json()
  const late = handler(new Request(`${url}?ref=${reference}`, { headers: sse }))
  await expect.poll(() => waiting.length).toBe(1)
  await handler.close(0)
  waiting[0]?.('ada')
  for (const response of [await late, await handler(new Request(url))]) {
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
  }
})
