import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'
import type { VideoHandlerOptions } from './handler-options.js'

// With `allowAnonymous` everybody is one owner, and strangers share it: only what nobody can guess opens a job.

const sse = { accept: 'text/event-stream' }
const open: ServedHandler[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  for (const one of open.splice(0)) await one.close()
})

async function start(options: Partial<VideoHandlerOptions> = {}) {
  const adapter = scriptedAdapter({ statuses: [{ status: 'processing' }] })
  const served = await serveHandler({
    adapter,
    authorize: undefined as never,
    allowAnonymous: true,
    ...options,
  })
  open.push(served)
  return { ask: served.as(null), served, adapter }
}

const order = (prompt: string, runId = 'run-1') => ({ json: { threadId: 'hero', runId, data: { prompt } } })

describe('among strangers', () => {
  it('a reference opens a job, as does the key that its page made up', async () => {
    const { ask } = await start()
    const headers = { accept: 'application/json', 'idempotency-key': crypto.randomUUID() }
    const { reference, jobId }: JobView = await (await ask('', { ...order('A kite'), headers })).json()
    expect(await (await ask(`?ref=${reference}`)).json()).toMatchObject({ jobId })
    expect(await (await ask(`?key=${headers['idempotency-key']}`)).json()).toMatchObject({ jobId })
  })

  it('neither the id of a run nor that of a thread does, and no list shows it', async () => {
    const { ask } = await start()
    await ask('', { ...order('A kite'), headers: { accept: 'application/json' } })
    const never = await ask('?runId=never', { headers: sse })
    const guessed = await ask('?runId=run-1', { headers: sse })
    expect([guessed.status, await guessed.text()]).toEqual([404, await never.text()])
    expect((await ask('?runId=run-1', { method: 'DELETE' })).status).toBe(404)
    const hydrated = await (await ask('?threadId=hero')).json()
    expect(hydrated).toEqual({ resumeSnapshot: null, activeRun: null })
    expect(await (await ask()).json()).toEqual({ jobs: [] })
  })

  it('a POST goes on with a run only when it asks for the same video', async () => {
    const { ask, adapter } = await start()
    await ask('', { ...order('A kite'), headers: { accept: 'application/json' } })
    const headers = { 'last-event-id': '0' }
    expect((await ask('', { ...order('A whale'), headers })).status).toBe(404)
    const leave = new AbortController()
    expect((await ask('', { ...order('A kite'), headers, signal: leave.signal })).status).toBe(200)
    leave.abort()
    await expect.poll(() => adapter.created.length).toBe(1)
  })

  it('there is room for more streams than one user may have', async () => {
    const { ask } = await start()
    const json = { headers: { accept: 'application/json' } }
    const { reference }: JobView = await (await ask('', { ...order('A kite'), ...json })).json()
    const leave = new AbortController()
    const follow = () => ask(`?ref=${reference}`, { headers: sse, signal: leave.signal })
    const streams = await Promise.all(Array.from({ length: 40 }, follow))
    expect(streams.every(({ status }) => status === 200)).toBe(true)
    leave.abort()
  })
})

describe('an owner that authorize gives', () => {
  it.each([
    ['a number', 5],
    ['an object without one', {}],
    ['an object whose owner is missing', { owner: undefined }],
    ['an empty one', { owner: '' }],
    ['one that no header could hold', 'ada\n'],
    ['one without end', 'x'.repeat(201)],
    ['true', true],
  ])('is refused when it is %s: strangers would share it', async (_, answer) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const authorize = () => answer as string
    const { ask, served } = await start({ allowAnonymous: false, authorize })
    const response = await ask('', order('A kite'))
    expect(response.status).toBe(500)
    expect((await response.json()).error.code).toBe('internal')
    expect(`${log.mock.lastCall}`).toMatch(/Give the user's id/)
    expect(await served.jobs.list({ owner: `${answer}`, limit: 1 })).toEqual([])
  })

  it.each([[null], [undefined], ['']])('is nobody when it is %j', async (answer) => {
    const { ask } = await start({ allowAnonymous: false, authorize: () => answer })
    expect((await ask('', order('A kite'))).status).toBe(401)
  })

  it('is a user like any other when it is called anonymous', async () => {
    const authorize = (request: Request) => request.headers.get('x-user')
    const { served } = await start({ allowAnonymous: false, authorize })
    const headers = { accept: 'application/json' }
    const { reference }: JobView = await (await served.as('ada')('', { ...order('A kite'), headers })).json()
    expect((await served.as('anonymous')(`?ref=${reference}`)).status).toBe(404)
  })
})
