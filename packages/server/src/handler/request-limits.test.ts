import { afterEach, describe, expect, it } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'
import type { VideoHandlerOptions } from './handler-options.js'

const prompt = 'A red kite over the sea'
const sse = { accept: 'text/event-stream' }
const open: ServedHandler[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function start(options: Partial<VideoHandlerOptions> = {}) {
  const served = await serveHandler({ work: false, ...options })
  open.push(served)
  return { served, ada: served.as('ada') }
}

describe('without any option', () => {
  it('a prompt over 32 KiB is refused', async () => {
    const { ada } = await start()
    const order = (length: number) => ada('', { json: { data: { prompt: 'x'.repeat(length) } } })
    expect((await order(32 * 1024)).status).toBe(202)
    expect((await order(32 * 1024 + 1)).status).toBe(400)
  })

  it('one user may have 16 streams', async () => {
    const { ada } = await start()
    const { reference }: JobView = await (await ada('', { json: { data: { prompt } } })).json()
    const leave = new AbortController()
    const follow = () => ada(`?ref=${reference}`, { headers: sse, signal: leave.signal })
    const statuses: number[] = []
    for (let count = 0; count < 17; count++) statuses.push((await follow()).status)
    leave.abort()
    expect(statuses).toEqual([...Array<number>(16).fill(200), 429])
  })
})

it('a body over a limit of the app is refused', async () => {
  const { ada } = await start({ maxBodyBytes: 200 })
  const order = (pad: number) => ada('', { json: { data: { prompt, pad: 'x'.repeat(pad) } } })
  expect((await order(10)).status).toBe(202)
  expect((await order(200)).status).toBe(413)
})

it('no more than 100 jobs are asked for at once, by reference or as a list', async () => {
  const { ada } = await start()
  const { reference }: JobView = await (await ada('', { json: { data: { prompt } } })).json()
  const ask = async (count: number) =>
    (await ada(`?jobs=${Array<string>(count).fill(reference)}`, { headers: { accept: 'application/json' } }))
      .status
  expect([await ask(90), await ask(101)]).toEqual([200, 400])
  expect([(await ada('?limit=100')).status, (await ada('?limit=101')).status]).toEqual([200, 400])
})

it('options that name a prototype give the order none', async () => {
  const adapter = scriptedAdapter()
  const { ada, served } = await start({ adapter })
  const body = `{"data":{"prompt":"${prompt}","modelOptions":{"__proto__":{"owned":1},"style":"oil"}}}`
  await ada('', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const [job] = await served.jobs.list({ owner: 'ada', limit: 1 })
  const { modelOptions = {} } = job?.input ?? {}
  expect([modelOptions.style, modelOptions.owned]).toEqual(['oil', undefined])
})

describe('the headers for other sites', () => {
  const headers = { origin: 'https://app.example' }
  it('let no cookies be sent where that was not allowed', async () => {
    const { ada } = await start({ cors: { origins: [headers.origin] } })
    const response = await ada('', { headers })
    expect(response.headers.get('access-control-allow-origin')).toBe(headers.origin)
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it('differ by site, and caches are told so', async () => {
    const { ada } = await start({ cors: { origins: [headers.origin] } })
    expect((await ada('', { headers })).headers.get('vary')).toMatch(/\bAuthorization, Cookie, .*\bOrigin\b/)
  })
})

it('limits of one user leave those of all in force that they do not name', async () => {
  const authorize = () => ({ owner: 'ada', limits: { costPerDay: 5 } })
  const { ada } = await start({ authorize, limits: { concurrent: 1 } })
  const order = async () => (await ada('', { json: { data: { prompt } } })).status
  expect([await order(), await order()]).toEqual([202, 429])
})
