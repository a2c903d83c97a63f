import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { createTokenSigner } from '../security/sign-token.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { SECRET, type ServedHandler, serveHandler } from '../support/serve-handler.js'

// A job belongs to someone. To everybody else it does not exist: not even the difference between "not yours" and "never
// was" may show.

let served: ServedHandler
let job: JobView
let ended: JobView

const order = (key: string) => ({
  json: { threadId: 'slot-1', runId: `run-${key}`, data: { prompt: 'A red kite over the sea' } },
  headers: { 'idempotency-key': key, accept: 'application/json' },
})

beforeAll(async () => {
  let polls = 0
  const adapter = scriptedAdapter({
    create: () => ({ jobId: polls++ === 0 ? 'runs' : 'ends', model: 'scripted' }),
  })
  adapter.getVideoStatus = async (jobId) => ({ jobId, status: jobId === 'ends' ? 'completed' : 'processing' })
  served = await serveHandler({ adapter })
  const ada = served.as('ada')
  const read = async (reference: string, state: string) =>
    vi.waitFor(async () => {
      const view: JobView = await (await ada(`?ref=${reference}`)).json()
      expect(view.state).toBe(state)
      return view
    })
  job = await read((await (await ada('', order('click-1'))).json()).reference, 'running')
  ended = await read((await (await ada('', order('click-2'))).json()).reference, 'succeeded')
})

afterAll(() => served.close())

const sse = { accept: 'text/event-stream' }
const ndjson = { accept: 'application/x-ndjson' }

type Sent = [query: string, init: RequestInit & { json?: unknown }]

/** Every way to reach a job, and what its owner gets. */
const routes: [string, () => Sent, number][] = [
  ['the state', () => [`?ref=${job.reference}`, {}], 200],
  ['the server-sent events', () => [`?ref=${job.reference}`, { headers: sse }], 200],
  ['the NDJSON', () => [`?ref=${job.reference}`, { headers: ndjson }], 200],
  [
    'a resume by event id',
    () => [`?ref=${job.reference}`, { headers: { ...sse, 'last-event-id': '1' } }],
    200,
  ],
  ['several at once', () => [`?jobs=${job.reference}`, { headers: sse }], 200],
  ['the lookup by key', () => ['?key=click-1', {}], 200],
  ['a join by run id', () => ['?offset=-1&runId=run-click-1', { headers: sse }], 200],
  [
    'a POST that goes on',
    () => [
      '',
      { json: order('click-1').json, headers: { ...order('click-1').headers, 'last-event-id': '1' } },
    ],
    200,
  ],
  ['the cancellation', () => [`?ref=${job.reference}`, { method: 'DELETE' }], 200],
  ['the cancellation by key', () => ['?key=click-1', { method: 'DELETE' }], 200],
]

async function answer(user: string | null, [query, init]: Sent) {
  const leave = new AbortController()
  const response = await served.as(user)(query, { ...init, signal: leave.signal })
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'))
  const body = response.status === 200 ? '' : await response.text()
  leave.abort()
  return { status: response.status, headers, body }
}

/** The same request for a job that never was. */
const elsewhere = ([query, init]: Sent): Sent => [
  query
    .replace(job.reference, 'v1.AAAAAAAA.WyJ2aWRfMCBhZGEiXQ.AAAA')
    .replace('click-1', 'never')
    .replace('run-never', 'run-was'),
  {
    ...init,
    ...(init.json !== undefined && { json: { ...(init.json as object), runId: 'never' } }),
    ...(init.headers && { headers: { ...init.headers, 'idempotency-key': 'never' } }),
  },
]

describe.each(routes)('%s', (_, request, status) => {
  it('is for its owner', async () => {
    expect((await answer('ada', request())).status).toBe(status)
  })

  it('is not there for another user, nor for nobody, just like a job that never was', async () => {
    const isCreate = request()[1].json !== undefined
    const never = await answer('ada', elsewhere(request()))
    expect(never.status).toBe(404)
    expect(await answer('bob', request())).toEqual(never)
    const anonymous = await answer(null, request())
    // Who may not order at all is told so, whatever the order is.
    if (isCreate) expect(anonymous.status).toBe(401)
    else expect(anonymous).toEqual(never)
  })
})

it('a list holds the own jobs alone', async () => {
  const mine: { jobs: JobView[] } = await (await served.as('ada')()).json()
  expect(mine.jobs).toHaveLength(2)
  expect(await (await served.as('bob')()).json()).toEqual({ jobs: [] })
  expect((await served.as(null)()).status).toBe(401)
})

it("a thread's last run is shown to its owner alone", async () => {
  const nothing = { resumeSnapshot: null, activeRun: null }
  expect(await (await served.as('ada')('?threadId=slot-1')).json()).not.toEqual(nothing)
  expect(await (await served.as('bob')('?threadId=slot-1')).json()).toEqual(nothing)
  expect((await served.as(null)('?threadId=slot-1')).status).toBe(401)
})

it("another user's order under the same key, run and thread touches nothing", async () => {
  const before = await (await served.as('ada')('?key=click-2')).text()
  const bobs: JobView = await (await served.as('bob')('', order('click-2'))).json()
  expect(bobs.jobId).not.toBe(ended.jobId)
  expect(await (await served.as('ada')('?key=click-2')).text()).toBe(before)
})

it("a reference of another user's, put together with one's own, opens nothing", async () => {
  const bobs: JobView = await (await served.as('bob')('', order('click-3'))).json()
  const mixed = await answer('bob', [`?jobs=${bobs.reference},${job.reference}`, { headers: sse }])
  expect(mixed.status).toBe(404)
})

it('no route takes a bare job id for a reference', async () => {
  expect((await answer('ada', [`?ref=${job.jobId}`, {}])).status).toBe(404)
})

it('a reference that names another owner than the job has opens nothing, though we signed it', async () => {
  const mixed = await createTokenSigner(SECRET).sign('ref', `${job.jobId} bob`)
  expect((await answer('bob', [`?ref=${mixed}`, {}])).status).toBe(404)
})

it('ids, references and links hold at least 122 random bits', async () => {
  const orders = Array.from({ length: 100 }, (_, index) => served.as('eve')('', order(`many-${index}`)))
  const views: JobView[] = await Promise.all(orders.map(async (response) => (await response).json()))
  const digits = views.map(({ jobId }) => [...jobId.slice(4)])
  for (const { jobId } of [job, ended, ...views]) expect(jobId).toMatch(/^vid_[0-9a-f]{32}$/)
  // All digits but the version and the variant of a UUID take nearly all of their values.
  for (let at = 0; at < 32; at++) {
    if (at !== 12) expect(new Set(digits.map((id) => id[at])).size).toBeGreaterThan(at === 16 ? 3 : 9)
  }
})
