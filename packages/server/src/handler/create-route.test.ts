import { VideoError } from '@reelstate/core/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'
import type { VideoHandlerOptions } from './handler-options.js'

const order = { json: { data: { prompt: 'A red kite over the sea' } } }
const open: ServedHandler[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  for (const one of open.splice(0)) await one.close()
})

async function start(options: Partial<VideoHandlerOptions> = {}) {
  const adapter = scriptedAdapter({ statuses: [{ status: 'processing' }] })
  const served = await serveHandler({ adapter, ...options })
  open.push(served)
  return { adapter, ada: served.as('ada'), served }
}

describe('the judge of prompts', () => {
  it('is not asked again when an order is repeated', async () => {
    const validatePrompt = vi.fn(() => undefined as string | undefined)
    const { ada } = await start({ validatePrompt })
    const headers = { 'idempotency-key': 'click-1' }
    const first: JobView = await (await ada('', { ...order, headers })).json()
    validatePrompt.mockReturnValue('Not today.')
    const again = await ada('', { ...order, headers })
    expect([again.status, ((await again.json()) as JobView).jobId]).toEqual([200, first.jobId])
    expect(validatePrompt).toHaveBeenCalledOnce()
  })

  it('refuses in its own words when it throws them', async () => {
    const { ada, adapter } = await start({
      validatePrompt: () => {
        throw new VideoError('moderated', 'No kites.')
      },
    })
    const response = await ada('', order)
    expect([response.status, (await response.json()).error]).toEqual([
      422,
      { code: 'moderated', message: 'No kites.' },
    ])
    expect(adapter.created).toHaveLength(0)
  })

  it('that fails lets nothing through', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { ada, adapter, served } = await start({
      validatePrompt: () => Promise.reject(new Error('moderation is down')),
    })
    expect((await ada('', order)).status).toBe(500)
    expect(adapter.created).toHaveLength(0)
    expect(await served.jobs.list({ owner: 'ada', limit: 1 })).toEqual([])
  })
})

describe('the id of a run', () => {
  const headers = { accept: 'application/json', 'x-run-id': 'run-1' }

  it('is the key of an order without one, also when only a header names it', async () => {
    const { ada, adapter } = await start()
    const first: JobView = await (await ada('', { ...order, headers })).json()
    const again: JobView = await (await ada('', { ...order, headers })).json()
    expect([first.runId, again.jobId]).toEqual(['run-1', first.jobId])
    expect(await (await ada('?key=run-1')).json()).toMatchObject({ jobId: first.jobId })
    expect((await ada('', { json: { data: { prompt: 'A whale' } }, headers })).status).toBe(422)
    await expect.poll(() => adapter.created.length).toBe(1)
  })

  it('that is unknown creates nothing where a client goes on', async () => {
    const { ada, adapter, served } = await start()
    const response = await ada('', { ...order, headers: { ...headers, 'last-event-id': '3' } })
    expect(response.status).toBe(404)
    expect(await served.jobs.list({ owner: 'ada', limit: 1 })).toEqual([])
    expect(adapter.created).toHaveLength(0)
  })

  it('that no text can be is refused', async () => {
    const { ada } = await start()
    expect((await ada('', { ...order, headers: { 'x-run-id': 'x'.repeat(201) } })).status).toBe(400)
  })
})
