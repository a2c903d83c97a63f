import { afterEach, describe, expect, it } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { never, scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'
import type { VideoHandlerOptions } from './handler-options.js'

const sse = { accept: 'text/event-stream' }
const order = { json: { data: { prompt: 'A red kite over the sea' } } }
const open: ServedHandler[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function start(options: Partial<VideoHandlerOptions> = {}) {
  const served = await serveHandler(options)
  open.push(served)
  const ada = served.as('ada')
  const until = (reference: string, state: string) =>
    expect
      .poll(async () => ((await (await ada(`?ref=${reference}`)).json()) as JobView).state, {
        timeout: 10_000,
      })
      .toBe(state)
  const follow = async (query: string, headers = {}) =>
    (await ada(query, { headers: { ...sse, ...headers } })).text()
  return { served, ada, until, follow, job: (await (await ada('', order)).json()) as JobView }
}

describe('whoever has seen the end', () => {
  it('hears it again when asking by a version, and 204 when reconnecting by an event id', async () => {
    const { ada, until, follow, job } = await start()
    await until(job.reference, 'succeeded')
    const { version }: JobView = await (await ada(`?ref=${job.reference}`)).json()
    for (const after of [version, version + 7]) {
      expect(await follow(`?ref=${job.reference}&after=${after}`)).toContain('RUN_FINISHED')
    }
    const headers = { ...sse, 'last-event-id': `${version}` }
    expect((await ada(`?ref=${job.reference}`, { headers })).status).toBe(204)
  })
})

describe('a job whose time ran out', () => {
  const slow = () => scriptedAdapter({ statuses: [{ status: 'processing' }] })

  it('is followed on by its reference, and by nothing that could be guessed', async () => {
    const { ada, until, follow, job, served } = await start({ adapter: slow(), maxDuration: 300 })
    await until(job.reference, 'expired')
    const expired: JobView = await (await ada(`?ref=${job.reference}`)).json()
    const headers = { 'idempotency-key': 'click-2' }
    await ada('', { ...order, headers })
    await expect.poll(async () => (await (await ada('?key=click-2')).json()).state).toBe('expired')

    const before = await (await ada('?key=click-2')).json()
    expect(await follow('?key=click-2')).toContain('deadline_exceeded')
    const { version: kept, state }: JobView = await (await ada('?key=click-2')).json()
    expect([kept, state]).toEqual([before.version, 'expired'])
    await follow(`?ref=${job.reference}&after=${expired.version}`)
    const { version } = (await served.jobs.get(job.jobId)) ?? { version: 0 }
    expect(version).toBeGreaterThan(expired.version)
  })
})

describe('a reader that is up to date', () => {
  it('hears at once that all is as it was, under no id', async () => {
    // Once it has said that, it says nothing more: an estimate that is over would be replaced, which is news.
    const adapter = scriptedAdapter({ statuses: [{ status: 'processing', progress: 40 }, never] })
    const { ada, until, job, follow } = await start({ adapter, streams: { maxAgeMs: 400 } })
    await until(job.reference, 'running')
    await expect
      .poll(async () => (await (await ada(`?ref=${job.reference}`)).json()).progress, { timeout: 10_000 })
      .toBe(40)
    const { version }: JobView = await (await ada(`?ref=${job.reference}`)).json()
    const text = await follow(`?ref=${job.reference}&after=${version}`)
    expect(text).toMatch(/^retry: 1000\n\ndata: \{"type":"CUSTOM","name":"video:status".*"progress":40/)
    expect(text).not.toContain('RUN_STARTED')
  })

  it('of a version that never was hears everything', async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'processing' }] })
    const { follow, job } = await start({ adapter, streams: { maxAgeMs: 400 } })
    expect(await follow(`?ref=${job.reference}&after=999`)).toContain('RUN_STARTED')
    expect(await follow(`?ref=${job.reference}`, { 'last-event-id': 'of-another-server' })).toContain(
      'RUN_STARTED',
    )
  })
})

describe('a link to the video', () => {
  it('is a path for pages of the same site, also where the path of the request looks like a host', async () => {
    const { served, until, job } = await start()
    await until(job.reference, 'succeeded')
    const read = async (path: string, headers = {}) => {
      const url = `${new URL(served.url).origin}${path}?ref=${job.reference}`
      const view = await (await fetch(url, { headers: { 'x-user': 'ada', ...headers } })).json()
      return (view as JobView).url
    }
    expect(await read('/video')).toMatch(/^\/video\?video=/)
    expect(await read('//evil.example/video')).toMatch(/^\/evil\.example\/video\?video=/)
  })

  it('is a whole URL for a page of another site that may ask', async () => {
    const origin = 'https://app.example'
    const { served, until, job, ada } = await start({ cors: { origins: [origin] } })
    await until(job.reference, 'succeeded')
    const view: JobView = await (await ada(`?ref=${job.reference}`, { headers: { origin } })).json()
    expect(view.url).toMatch(new RegExp(`^${served.url}\\?video=`))
  })

  it('is the public URL where there is one', async () => {
    const { until, job, ada } = await start({ publicUrl: 'https://app.example/api/video?tenant=7' })
    await until(job.reference, 'succeeded')
    const view: JobView = await (await ada(`?ref=${job.reference}`)).json()
    expect(view.url).toMatch(/^https:\/\/app\.example\/api\/video\?tenant=7&video=/)
  })

  it('that is new is news to who knows the version', async () => {
    const { until, job, ada } = await start({ linkMs: 2_000 })
    await until(job.reference, 'succeeded')
    const etag = (await ada(`?ref=${job.reference}`)).headers.get('etag') ?? ''
    const headers = { 'if-none-match': etag }
    await expect
      .poll(async () => (await ada(`?ref=${job.reference}`, { headers })).status, { timeout: 10_000 })
      .toBe(200)
  })
})
