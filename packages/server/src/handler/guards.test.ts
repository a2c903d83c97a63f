import { VideoError } from '@reelstate/core/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { memoryStore } from '../stores/memory-store.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'
import type { VideoHandlerOptions } from './handler-options.js'

const prompt = 'A red kite over the sea'
const running = { status: 'processing' } as const
const order = { json: { data: { prompt } } }
const open: ServedHandler[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function start(options: Partial<VideoHandlerOptions> = {}): Promise<ServedHandler> {
  const served = await serveHandler(options)
  open.push(served)
  return served
}

async function refusal(response: Response) {
  const { error } = (await response.json()) as { error: { code: string; message: string } }
  return { status: response.status, ...error }
}

describe('another site', () => {
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify(order.json)
  it.each([
    ['a foreign origin', { ...json, origin: 'https://evil.example' }],
    ['the null origin of a sandbox or a redirect', { ...json, origin: 'null' }],
    ['what the browser calls cross-site', { ...json, 'sec-fetch-site': 'cross-site' }],
    ['what the browser calls same-site', { ...json, 'sec-fetch-site': 'same-site' }],
  ])('cannot order or cancel with %s', async (_, headers) => {
    const adapter = scriptedAdapter()
    const { as } = await start({ adapter })
    for (const method of ['POST', 'DELETE']) {
      const response = await as('ada')('?ref=x', { method, headers, ...(method === 'POST' && { body }) })
      expect(await refusal(response)).toMatchObject({ status: 403, code: 'unauthorized' })
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    }
    expect(adapter.created).toHaveLength(0)
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'cannot order with a form: the content type %j is refused',
    async (type) => {
      const { as } = await start()
      const response = await as('ada')('', {
        method: 'POST',
        headers: { 'content-type': type },
        body: new TextEncoder().encode(body),
      })
      expect(await refusal(response)).toMatchObject({ status: 415, code: 'invalid_input' })
    },
  )

  it('reads nothing: no header lets it, and nothing is stored by a cache', async () => {
    const { as } = await start()
    const response = await as('ada')('', { headers: { origin: 'https://evil.example' } })
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('vary')).toContain('Cookie')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(
      (await as('ada')('', { method: 'OPTIONS', headers: { origin: 'https://evil.example' } })).status,
    ).toBe(403)
  })

  it('that was named may order and read, with the headers of the wire and no others', async () => {
    const cors = { origins: ['https://app.example'], credentials: true }
    const { as } = await start({ cors })
    const headers = { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' }
    const preflight = await as(null)('', { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe(
      'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Run-Id',
    )
    const response = await as('ada')('', { ...order, headers })
    expect(response.status).toBe(202)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(response.headers.get('access-control-allow-credentials')).toBe('true')
    const other = await as('ada')('', { headers: { origin: 'https://app.example.evil.example' } })
    expect(other.headers.get('access-control-allow-origin')).toBeNull()
  })

  it("is not what a page of one's own is, also behind a proxy that ends TLS", async () => {
    const { as, url } = await start()
    const origin = `https://${new URL(url).host}`
    const response = await as('ada')('', { ...order, headers: { origin, 'sec-fetch-site': 'same-origin' } })
    expect(response.status).toBe(202)
  })

  it("is not what a page of one's own is, also behind a proxy that changes the host", async () => {
    const { as } = await start()
    const headers = { origin: 'https://app.example', 'sec-fetch-site': 'same-origin' }
    expect((await as('ada')('', { ...order, headers })).status).toBe(202)
  })
})

describe('a GET', () => {
  it('changes nothing', async () => {
    const store = memoryStore()
    const { as } = await start({ store, work: false })
    const ada = as('ada')
    const { jobId, reference }: JobView = await (
      await ada('', { ...order, headers: { 'idempotency-key': 'k' } })
    ).json()
    const [before] = await store.get([jobId])
    for (const query of [`?ref=${reference}`, '?key=k', '', '?threadId=x', `?jobs=${reference}`])
      await ada(query)
    expect((await store.get([jobId]))[0]).toEqual(before)
  })
})

describe('input that is too much', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) })
  it.each([
    [
      'a body over the limit',
      { data: { prompt, modelOptions: { pad: 'x'.repeat(1024 * 1024) } } },
      413,
      /1048576 bytes/,
    ],
    [
      'a prompt over the limit, in bytes of UTF-8',
      { data: { prompt: '🪁'.repeat(9000) } },
      400,
      /36000 bytes.*32768/,
    ],
    [
      'a prompt over what the model takes',
      { data: { prompt: 'x'.repeat(1001) } },
      400,
      /1001 characters.*1000/,
    ],
    ['options nested beyond reason', { data: { prompt, modelOptions: deep(1000) } }, 400, /64 levels/],
    ['half a character', { data: { prompt: 'A kite \ud83e' } }, 400, /half a character/],
    ['a NUL', { data: { prompt: 'A kite\0' } }, 400, /NUL/],
    ['no prompt', { data: { prompt: ' ' } }, 400, /prompt/],
    ['a list', [], 400, /object/],
  ])('(%s) is refused before anybody is asked', async (_, json, status, message) => {
    const adapter = scriptedAdapter({}, { maxPromptLength: 1000 })
    const { as, jobs } = await start({ adapter, maxPromptBytes: 32 * 1024 })
    const answer = await refusal(await as('ada')('', { json }))
    expect(answer).toMatchObject({ status, code: 'invalid_input', message: expect.stringMatching(message) })
    expect(adapter.created).toHaveLength(0)
    expect(await jobs.list({ owner: 'ada', limit: 10 })).toEqual([])
  })

  it('in names that reach into prototypes stays data', async () => {
    const { as, jobs } = await start({ work: false })
    const body = `{"data":{"prompt":"${prompt}","__proto__":{"owned":1},"modelOptions":{"__proto__":{"owned":1},"constructor":{"prototype":{"owned":1}}}}}`
    const headers = { 'content-type': 'application/json' }
    expect((await as('ada')('', { method: 'POST', headers, body })).status).toBe(202)
    expect(({} as { owned?: number }).owned).toBeUndefined()
    expect((await jobs.list({ owner: 'ada', limit: 1 }))[0]?.input.prompt).toBe(prompt)
  })

  it('of a prompt that the app does not want is refused with its reason', async () => {
    const adapter = scriptedAdapter()
    const validatePrompt = (text: string, { owner }: { owner: string }) =>
      text.includes('kite') ? `No kites for ${owner}.` : undefined
    const { as } = await start({ adapter, validatePrompt })
    expect(await refusal(await as('ada')('', order))).toEqual({
      status: 422,
      code: 'moderated',
      message: 'No kites for ada.',
    })
    expect(adapter.created).toHaveLength(0)
  })
})

describe('limits', () => {
  it('of jobs at a time hold for any number of requests at once, and one that ends makes room', async () => {
    const adapter = scriptedAdapter({ statuses: [running] })
    const { as, jobs } = await start({ adapter, limits: { concurrent: 3 } })
    const answers = await Promise.all(Array.from({ length: 100 }, () => as('ada')('', order)))
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(3)
    const refused = answers.find(({ status }) => status === 429) as Response
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(await refusal(refused)).toMatchObject({
      code: 'rate_limited',
      message: expect.stringContaining('3 may be'),
    })
    expect((await as('bob')('', order)).status).toBe(202)
    const [mine] = await jobs.list({ owner: 'ada', limit: 1 })
    await jobs.cancel(mine?.id ?? '')
    expect((await as('ada')('', order)).status).toBe(202)
  })

  it.each([
    ['secondsPerDay', { secondsPerDay: 20 }, /20 seconds.*a day/],
    ['secondsPerMonth', { secondsPerMonth: 20 }, /20 seconds.*a month/],
    ['costPerDay', { costPerDay: 5 }, /the 5 .*a day/],
    ['costPerMonth', { costPerMonth: 5 }, /the 5 .*a month/],
  ])('of %s count what was ordered, and say when there will be more', async (_, limits, message) => {
    const { as } = await start({ limits, cost: () => 2, work: false })
    const answers = await Promise.all(Array.from({ length: 10 }, () => as('ada')('', order)))
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(2)
    const refused = answers.find(({ status }) => status === 429) as Response
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await refusal(refused)).message).toMatch(message)
  })

  it('of seconds also count the videos of models that name their lengths in other terms', async () => {
    const adapter = { ...scriptedAdapter(), snapDuration: (seconds: number) => `${seconds}s` as never }
    const { as } = await start({ adapter, limits: { secondsPerDay: 10 }, work: false })
    const answers = [await as('ada')('', order), await as('ada')('', order)]
    expect(answers.map(({ status }) => status)).toEqual([202, 429])
  })

  it('do not count what was refused, nor judge an order that is only repeated', async () => {
    const adapter = scriptedAdapter({ create: new VideoError('moderated', 'Too violent.') })
    const { as } = await start({ adapter, limits: { secondsPerDay: 8, concurrent: 1 } })
    const headers = { 'idempotency-key': 'click-1' }
    const first: JobView = await (await as('ada')('', { ...order, headers })).json()
    await expect
      .poll(async () => (await (await as('ada')(`?ref=${first.reference}`)).json()).state)
      .toBe('failed')
    expect((await as('ada')('', order)).status).toBe(202)
    expect((await as('ada')('', { ...order, headers })).status).toBe(200)
  })

  it('of one user can be other than those of all', async () => {
    const { as } = await start({
      authorize: (request) => ({ owner: request.headers.get('x-user') ?? '', limits: { concurrent: 2 } }),
      limits: { concurrent: 1 },
      work: false,
    })
    const answers = [await as('ada')('', order), await as('ada')('', order), await as('ada')('', order)]
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429])
  })

  it('of streams are given back when a reader leaves', async () => {
    const { as } = await start({ adapter: scriptedAdapter({ statuses: [running] }), limits: { streams: 2 } })
    const ada = as('ada')
    const { reference }: JobView = await (await ada('', order)).json()
    const leave = new AbortController()
    const follow = (signal?: AbortSignal) =>
      ada(`?ref=${reference}`, { headers: { accept: 'text/event-stream' }, ...(signal && { signal }) })
    const streams = [await follow(leave.signal), await follow(leave.signal)]
    expect(streams.map(({ status }) => status)).toEqual([200, 200])
    expect((await follow()).status).toBe(429)
    // An order whose stream could not be opened must not be left behind.
    const refused = await ada('', { ...order, headers: { accept: 'text/event-stream' } })
    expect(refused.status).toBe(429)
    leave.abort()
    await expect.poll(async () => (await follow()).status).toBe(200)
    expect((await (await ada()).json()).jobs).toHaveLength(1)
  })
})

describe('a fault of the server', () => {
  it('tells nothing of itself', async () => {
    const { as } = await start({
      authorize: () => {
        throw new Error('password=hunter2 at db.internal')
      },
    })
    const text = await (await as('ada')('', order)).text()
    expect(JSON.parse(text)).toEqual({
      error: { code: 'internal', message: 'The server failed. Its log says more.' },
    })
  })

  it('in a listener of events changes no answer', async () => {
    const { as } = await start({
      onEvent: () => {
        throw new Error('no')
      },
    })
    expect((await as('ada')('', order)).status).toBe(202)
  })

  it('in a listener that is asynchronous changes no answer, and goes to the log', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { as } = await start({
      onEvent: async () => {
        throw new Error('no')
      },
    })
    expect((await as('ada')('', order)).status).toBe(202)
    await vi.waitFor(() => expect(`${log.mock.lastCall}`).toContain('onEvent or onUsage failed'), 5_000)
    log.mockRestore()
  })
})
