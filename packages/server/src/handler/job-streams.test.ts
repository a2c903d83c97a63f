import { afterEach, describe, expect, it } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'
import type { VideoHandlerOptions } from './handler-options.js'

const order = { json: { data: { prompt: 'A red kite over the sea' } } }
const sse = { headers: { accept: 'text/event-stream' } }
const ndjson = { headers: { accept: 'application/x-ndjson' } }
const open: ServedHandler[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function start(options: Partial<VideoHandlerOptions> = {}): Promise<ServedHandler> {
  const served = await serveHandler(options)
  open.push(served)
  return served
}

/** A provider whose progress the test moves. */
function steered() {
  const state = { progress: 0, ready: false }
  const adapter = scriptedAdapter()
  adapter.getVideoStatus = async (jobId) =>
    state.ready ? { jobId, status: 'completed' } : { jobId, status: 'processing', progress: state.progress }
  return { state, adapter }
}

async function ordered(served: ServedHandler): Promise<JobView> {
  return (await served.as('ada')('', order)).json()
}

describe('a stream', () => {
  it('says at once how to come back and where the job stands', async () => {
    const served = await start({ adapter: steered().adapter })
    const { reference } = await ordered(served)
    const leave = new AbortController()
    const response = await served.as('ada')(`?ref=${reference}`, { ...sse, signal: leave.signal })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    const startedAt = performance.now()
    let text = ''
    while (!text.includes('"processing"')) text += (await reader?.read())?.value ?? ''
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(text).toMatch(/^retry: 1000\n\n/)
    leave.abort()
  })

  it('tells every version once, however often the job is read', async () => {
    const served = await start({ adapter: scriptedAdapter() })
    for (let run = 0; run < 20; run++) {
      const text = await (await served.as('ada')('', { ...order, ...sse })).text()
      expect(text.match(/RUN_STARTED/g)).toHaveLength(1)
      const versions = [...text.matchAll(/^id: (\d+)$/gm)].map(([, version]) => Number(version))
      expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b))
    }
  })

  it.each([
    ['server-sent events', sse, /^: heartbeat$/gm],
    ['NDJSON', ndjson, /^$/gm],
  ])(
    'of %s keeps proxies awake while there is no news, and ends at its age without a verdict',
    async (_, init, beat) => {
      const served = await start({
        adapter: steered().adapter,
        streams: { heartbeatMs: 90, maxAgeMs: 900 },
      })
      const { reference } = await ordered(served)
      const startedAt = performance.now()
      const text = await (await served.as('ada')(`?ref=${reference}`, init)).text()
      const took = performance.now() - startedAt
      expect(text.match(beat)?.length).toBeGreaterThan(3)
      expect(text).not.toMatch(/RUN_FINISHED|RUN_ERROR/)
      expect(took).toBeGreaterThan(700)
      expect(took).toBeLessThan(2_500)
    },
  )

  it('ends cleanly when its instance shuts down, and another one goes on', async () => {
    const { adapter, state } = steered()
    const first = await start({ adapter })
    const second = await start({ adapter, store: first.jobs.store })
    const { reference } = await ordered(first)
    const reading = (await first.as('ada')(`?ref=${reference}`, sse)).text()
    await expect.poll(async () => (await first.jobs.health()).watching).toBe(1)
    await first.handler.close()
    const text = await reading
    expect(text).not.toMatch(/RUN_FINISHED|RUN_ERROR/)
    const seen = [...text.matchAll(/id: (\d+)/g)].at(-1)?.[1] ?? '0'
    state.ready = true
    const rest = await (await second.as('ada')(`?ref=${reference}&after=${seen}`, sse)).text()
    expect(text + rest).toContain('RUN_FINISHED')
  })

  it('that nobody reads any more is forgotten at once', async () => {
    const served = await start({ adapter: steered().adapter })
    const { reference } = await ordered(served)
    const leave = new AbortController()
    await served.as('ada')(`?ref=${reference}`, { ...sse, signal: leave.signal })
    await expect.poll(async () => (await served.jobs.health()).watching).toBe(1)
    leave.abort()
    await expect.poll(async () => (await served.jobs.health()).watching).toBe(0)
  })
})

describe('a reader that does not read', () => {
  it('is dropped, and costs no more than its buffer', async () => {
    const { adapter, state } = steered()
    const pad = 'x'.repeat(900)
    adapter.getVideoStatus = async (jobId) => ({
      jobId,
      status: 'processing',
      progress: 10,
      message: `${state.progress++} ${pad}`,
    })
    const served = await start({
      adapter,
      pollingInterval: 1,
      streams: { maxBufferedBytes: 4_096, stalledMs: 400 },
    })
    const { reference } = await ordered(served)
    const request = () =>
      new Request(`${served.url}?ref=${reference}`, { headers: { ...sse.headers, 'x-user': 'ada' } })
    const unread = await Promise.all(Array.from({ length: 16 }, () => served.handler(request())))
    const dropped = () => served.events.filter(({ name }) => name === 'stream.dropped').length
    await expect.poll(dropped, { timeout: 20_000, interval: 100 }).toBe(16)
    expect((await served.jobs.health()).watching).toBe(0)
    // What was written ahead is all that it held.
    for (const { body } of unread) await expect(new Response(body).text()).rejects.toThrow('took nothing')
  }, 30_000)

  it('is written ahead no more than it may be, and then goes on with the newest', async () => {
    const { adapter, state } = steered()
    const pad = 'x'.repeat(900)
    adapter.getVideoStatus = async (jobId) => ({
      jobId,
      status: state.ready ? 'completed' : 'processing',
      progress: 10,
      message: `${state.progress++} ${pad}`,
    })
    const served = await start({ adapter, pollingInterval: 1, streams: { maxBufferedBytes: 4_096 } })
    const { reference } = await ordered(served)
    const headers = { ...sse.headers, 'x-user': 'ada' }
    const unread = await served.handler(new Request(`${served.url}?ref=${reference}`, { headers }))
    const version = async () => (await (await served.as('ada')(`?ref=${reference}`)).json()).version
    await expect.poll(version, { timeout: 20_000, interval: 100 }).toBeGreaterThan(12)
    state.ready = true
    const text = await unread.text()
    expect(text).toContain('RUN_FINISHED')
    // Twelve would have been told of to one that reads.
    expect(text.match(/^id: /gm)?.length).toBeLessThan(8)
  }, 30_000)
})
