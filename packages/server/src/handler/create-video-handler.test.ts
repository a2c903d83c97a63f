import { afterEach, describe, expect, it } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'
import { createVideoHandler } from './create-video-handler.js'
import type { VideoHandlerOptions } from './handler-options.js'

const prompt = 'A red kite over the sea'
const running = { status: 'processing', progress: 50 } as const
const done = { status: 'completed' } as const
const order = { json: { data: { prompt } } }
const sse = { headers: { accept: 'text/event-stream' } }
const open: ServedHandler[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function start(options: Partial<VideoHandlerOptions> = {}): Promise<ServedHandler> {
  const served = await serveHandler(options)
  open.push(served)
  return served
}

/** Asks until the job is in that state. */
async function until(ask: () => Promise<Response>, state: string): Promise<JobView> {
  for (;;) {
    const view: JobView = await (await ask()).json()
    if (view.state === state) return view
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('POST', () => {
  it('orders a video and answers with its state', async () => {
    const adapter = scriptedAdapter()
    const ada = (await start({ adapter })).as('ada')
    const response = await ada('', order)
    expect(response.status).toBe(202)
    const view: JobView = await response.json()
    expect(view).toMatchObject({ state: 'queued', status: 'pending', version: 1, resume: true, cancel: true })
    const finished = await until(() => ada(`?ref=${view.reference}`), 'succeeded')
    expect(finished.url).toMatch(/^\/video\?video=v1\./)
    expect(adapter.created).toHaveLength(1)
  })

  it.each([
    ['text/event-stream', 'text/event-stream; charset=utf-8', /^retry: 1000\n\ndata: {"type":"RUN_STARTED"/],
    ['application/x-ndjson', 'application/x-ndjson', /^{"type":"RUN_STARTED"/],
  ])('answers with a stream for %s', async (accept, type, start_) => {
    const ada = (await start()).as('ada')
    const response = await ada('', { ...order, headers: { accept } })
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    expect(response.headers.get('cache-control')).toBe('private, no-store, no-transform')
    const text = await response.text()
    expect(text).toMatch(start_)
    expect(text.trim().split('\n').at(-1)).toContain('RUN_FINISHED')
  })

  it('with the same key again is the same job, with another body 422, and by another user another job', async () => {
    const { as } = await start({ adapter: scriptedAdapter({ statuses: [running] }) })
    const headers = { 'idempotency-key': '"click-1"' }
    const first: JobView = await (await as('ada')('', { ...order, headers })).json()
    const again = await as('ada')('', { ...order, headers })
    expect([again.status, ((await again.json()) as JobView).jobId]).toEqual([200, first.jobId])
    const other = await as('ada')('', { json: { data: { prompt: 'A whale' } }, headers })
    expect([other.status, (await other.json()).error.code]).toEqual([422, 'invalid_input'])
    const bobs: JobView = await (await as('bob')('', { ...order, headers })).json()
    expect(bobs.jobId).not.toBe(first.jobId)
  })

  it('a hundred times at once is one job', async () => {
    const adapter = scriptedAdapter({ statuses: [running] })
    const { as } = await start({ adapter })
    const headers = { 'idempotency-key': 'click-1' }
    const views = await Promise.all(
      Array.from({ length: 100 }, async () => (await as('ada')('', { ...order, headers })).json()),
    )
    expect(new Set(views.map(({ jobId }) => jobId)).size).toBe(1)
    await expect.poll(() => adapter.created.length).toBe(1)
  })

  it('chooses among several providers by name', async () => {
    const [one, two] = [scriptedAdapter(), scriptedAdapter()]
    const { as } = await start({ adapters: { one, two } })
    await (await as('ada')('', { json: { data: { prompt, adapter: 'two' } }, ...sse })).text()
    expect([one.created.length, two.created.length]).toEqual([0, 1])
    const wrong = await as('ada')('', { json: { data: { prompt, adapter: 'three' } } })
    expect([wrong.status, (await wrong.json()).error.message]).toEqual([
      400,
      'The adapter is "three". Send one of one, two.',
    ])
  })
})

describe('GET', () => {
  it('of a state that is known is 304', async () => {
    const ada = (await start({ adapter: scriptedAdapter({ statuses: [done] }) })).as('ada')
    const { reference }: JobView = await (await ada('', order)).json()
    await until(() => ada(`?ref=${reference}`), 'succeeded')
    const etag = (await ada(`?ref=${reference}`)).headers.get('etag') ?? ''
    expect((await ada(`?ref=${reference}`, { headers: { 'if-none-match': etag } })).status).toBe(304)
  })

  it('finds a job by the key of its order', async () => {
    const ada = (await start()).as('ada')
    const ordered: JobView = await (
      await ada('', { ...order, headers: { 'idempotency-key': 'click 1' } })
    ).json()
    const found: JobView = await (await ada('?key=click%201')).json()
    expect(found.jobId).toBe(ordered.jobId)
    expect((await ada('?key=click%202')).status).toBe(404)
  })

  it('lists the own jobs, the newest first, page by page', async () => {
    const { as } = await start({ adapter: scriptedAdapter({ statuses: [running] }) })
    const ids: string[] = []
    for (let count = 0; count < 5; count++) ids.unshift((await (await as('ada')('', order)).json()).jobId)
    await as('bob')('', order)
    const pages: string[] = []
    let next: string | undefined = ''
    while (next !== undefined) {
      const query: string = next === '' ? '?limit=2' : `?limit=2&before=${next}`
      const page: { jobs: JobView[]; next?: string } = await (await as('ada')(query)).json()
      pages.push(...page.jobs.map(({ jobId }) => jobId))
      next = page.next
    }
    expect(pages.toSorted()).toEqual(ids.toSorted())
    expect((await as('ada')('?limit=0')).status).toBe(400)
    expect((await as('ada')('?before=x')).status).toBe(400)
  })

  it('follows several jobs on one stream, each with its whole state', async () => {
    const ada = (await start({ adapter: scriptedAdapter({ statuses: [running, done] }) })).as('ada')
    const one: JobView = await (await ada('', order)).json()
    const two: JobView = await (await ada('', order)).json()
    const stream = await ada(`?jobs=${one.reference},${two.reference}`, sse)
    const events = (await stream.text())
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => JSON.parse(line.slice(6)))
    expect(events[0].type).toBe('RUN_STARTED')
    expect(events.at(-1).type).toBe('RUN_FINISHED')
    for (const { jobId } of [one, two]) {
      const states = events.flatMap(({ value }) => (value?.jobId === jobId ? [value] : []))
      expect(states.at(-1)).toMatchObject({ state: 'succeeded', url: expect.stringContaining('?video=') })
    }
  })

  it('goes on from the version that was seen, says nothing to who has seen the end, and follows on what expired', async () => {
    const { as } = await start({ adapter: scriptedAdapter({ statuses: [running, done] }) })
    const ada = as('ada')
    const { reference }: JobView = await (await ada('', order)).json()
    const { version } = await until(() => ada(`?ref=${reference}`), 'succeeded')
    const rest = await (await ada(`?ref=${reference}&after=${version - 1}`, sse)).text()
    expect(rest).not.toContain('RUN_STARTED')
    expect(rest).toContain(`id: ${version}\ndata: {"type":"RUN_FINISHED"`)
    const headers = { ...sse.headers, 'last-event-id': `${version}` }
    expect((await ada(`?ref=${reference}`, { headers })).status).toBe(204)
  })

  it('that asks for nothing known says what there is', async () => {
    const { as } = await start()
    const response = await as('ada')('?job=1')
    expect([response.status, (await response.json()).error.message]).toEqual([
      400,
      expect.stringContaining('Use ref, key, runId, jobs, threadId, video'),
    ])
  })

  it('of the health needs nobody, and tells of nobody', async () => {
    const { as, url } = await start()
    await as('ada')('', order)
    const response = await fetch(`${url}/health`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ ok: true, store: 'memory', watching: 0 })
  })
})

describe('DELETE', () => {
  it('stops a job by its reference or its key, and says how that went', async () => {
    const adapter = scriptedAdapter({ statuses: [running] })
    const ada = (await start({ adapter })).as('ada')
    const { reference }: JobView = await (await ada('', order)).json()
    await until(() => ada(`?ref=${reference}`), 'running')
    const response = await ada(`?ref=${reference}`, { method: 'DELETE' })
    expect(await response.json()).toEqual({ outcome: 'canceled' })
    await ada('', { ...order, headers: { 'idempotency-key': 'click-2' } })
    expect(await (await ada('?key=click-2', { method: 'DELETE' })).json()).toEqual({ outcome: 'canceled' })
  })
})

describe('the options', () => {
  const adapter = scriptedAdapter()
  const authorize = () => 'ada'
  it.each([
    ['no authorize', { adapter }, /authorize is missing.*allowAnonymous: true/],
    ['both', { adapter, authorize, allowAnonymous: true }, /both authorize and allowAnonymous/],
    ['no secret', { adapter, authorize }, /no secret.*openssl rand/],
    ['a short secret', { adapter, authorize, secret: 'short' }, /secret/],
    ['no adapter', { authorize, secret: 'x'.repeat(32) }, /adapter/],
    ['any origin', { adapter, authorize, secret: 'x'.repeat(32), cors: { origins: ['*'] } }, /cors\.origins/],
  ])('with %s are refused with what to do', (_, options, message) => {
    expect(() => createVideoHandler(options)).toThrow(message)
  })
})
