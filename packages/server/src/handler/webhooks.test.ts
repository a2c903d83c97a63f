import { createHmac, timingSafeEqual } from 'node:crypto'
import { VideoError } from '@reelstate/core/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import type { JobView } from '../jobs/job-view.js'
import type { VideoWebhook } from '../provider/video-adapter.js'
import { createTokenSigner } from '../security/sign-token.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { SECRET, type ServedHandler, serveHandler } from '../support/serve-handler.js'

// Threat 16: whoever finds the URL of a webhook must not be able to say anything by it.

const KEYS = ['the provider signs with this', 'and with this one, while it changes keys']
const TOLERANCE = 300_000
const running = { status: 'processing' } as const
const order = { json: { data: { prompt: 'A red kite over the sea' } } }
const open: ServedHandler[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const mac = (key: string, id: string, time: string, body: Uint8Array) =>
  createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest()

/** Signatures as the standard webhooks have them. */
const webhook: VideoWebhook = {
  async verify({ body, headers }) {
    const [id, time, signatures] = ['id', 'timestamp', 'signature'].map(
      (name) => headers.get(`webhook-${name}`) ?? '',
    )
    const isFresh = Math.abs(Date.now() - Number(time) * 1000) <= TOLERANCE
    const isSigned = (signatures ?? '').split(' ').some((signature) =>
      KEYS.some((key) => {
        const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64')
        const own = mac(key, id ?? '', time ?? '', body)
        return given.length === own.length && timingSafeEqual(given, own)
      }),
    )
    if (!id || !isFresh || !isSigned) throw new VideoError('unauthorized', 'The signature is not valid.')
    return { deliveryId: id, jobId: JSON.parse(new TextDecoder().decode(body)).id }
  },
}

function signed(body: string, { id = 'd-1', age = 0, keys = KEYS.slice(0, 1) } = {}): Record<string, string> {
  const time = `${Math.round((Date.now() - age) / 1000)}`
  const bytes = new TextEncoder().encode(body)
  const signatures = keys.map((key) => `v1,${mac(key, id, time, bytes).toString('base64')}`)
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures.join(' ') }
}

/** A job whose provider has been told where to report, and what it can be sent. */
async function start() {
  const state = { status: 'processing' as 'processing' | 'completed' | 'failed', polls: 0 }
  const adapter = scriptedAdapter({ statuses: [running] }, { webhook, pollingFloorMs: 600_000 })
  adapter.getVideoStatus = async (jobId) => {
    state.polls++
    return { jobId, status: state.status }
  }
  const served = await serveHandler({ adapter, webhookUrl: 'https://app.example/video' })
  open.push(served)
  const job: JobView = await (await served.as('ada')('', order)).json()
  await expect.poll(() => state.polls).toBe(1)
  const { search } = new URL(adapter.created[0]?.webhookUrl ?? '')
  const deliver = (body: string, headers: Record<string, string>, query = search) =>
    fetch(served.url + query, { method: 'POST', headers, body })
  const read = async (): Promise<JobView> => (await served.as('ada')(`?ref=${job.reference}`)).json()
  return { served, state, job, deliver, read, adapter }
}

const BODY = '{"id":"job-1","status":"completed","url":"https://evil.example/x.mp4"}'

describe('a webhook', () => {
  it('of the provider has it asked at once, and what it says itself is not believed', async () => {
    const { deliver, read, state } = await start()
    expect((await deliver(BODY, signed(BODY))).status).toBe(204)
    await expect.poll(() => state.polls).toBe(2)
    expect((await read()).state).toBe('running')
    state.status = 'completed'
    expect((await deliver(BODY, signed(BODY, { id: 'd-2' }))).status).toBe(204)
    await expect.poll(async () => (await read()).state).toBe('succeeded')
    expect(JSON.stringify(await read())).not.toContain('evil')
  })

  it('is accepted with either signature while keys are changed', async () => {
    const { deliver } = await start()
    expect((await deliver(BODY, signed(BODY, { keys: ['an old one', KEYS[1] ?? ''] }))).status).toBe(204)
  })

  it.each([
    ['without headers', () => ({})],
    ['by another key', () => signed(BODY, { keys: ['somebody else'] })],
    ['of a body that was altered by one byte', () => signed(BODY.replace('job-1', 'job-2'))],
    ['of the same JSON, written anew', () => signed(JSON.stringify(JSON.parse(BODY), null, 1))],
    ['that is 301 seconds old', () => signed(BODY, { age: 301_000 })],
    ['that is 301 seconds ahead', () => signed(BODY, { age: -302_000 })],
    ['under another delivery id', () => ({ ...signed(BODY), 'webhook-id': 'd-9' })],
  ])('%s is refused, and nobody is asked', async (_, headers) => {
    const { deliver, state, served } = await start()
    expect((await deliver(BODY, headers())).status).toBe(401)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(state.polls).toBe(1)
    expect(served.events).toContainEqual(expect.objectContaining({ name: 'webhook.refused' }))
  })

  it('counts once, however often it is delivered, also at the same time', async () => {
    const { deliver, state } = await start()
    const headers = signed(BODY)
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(BODY, headers)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(state.polls).toBe(2)
  })

  it('takes back no end: completed stays completed, whatever comes later', async () => {
    const { deliver, read, state } = await start()
    state.status = 'completed'
    await deliver(BODY, signed(BODY))
    await expect.poll(async () => (await read()).state).toBe('succeeded')
    state.status = 'failed'
    const failed = BODY.replace('completed', 'failed')
    expect((await deliver(failed, signed(failed, { id: 'd-2' }))).status).toBe(204)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect((await read()).state).toBe('succeeded')
  })

  it('at a URL that is not ours, or made for something else, finds nothing', async () => {
    const { deliver, job } = await start()
    const signer = createTokenSigner('another secret of thirty-two characters')
    const forged = await signer.sign('webhook', job.jobId)
    const unknown = await createTokenSigner(SECRET).sign('webhook', 'vid_none')
    for (const token of [forged, job.reference, unknown, '', 'v1.x.y.z']) {
      expect((await deliver(BODY, signed(BODY), `?webhook=${token}`)).status).toBe(404)
    }
  })

  it('is checked by the very bytes that came, spaces and all', async () => {
    const { deliver } = await start()
    const spaced = JSON.stringify(JSON.parse(BODY), null, 2)
    expect((await deliver(spaced, signed(spaced))).status).toBe(204)
  })

  it('that is refused is told why to nobody but the log, and there without its keys', async () => {
    const { deliver, adapter, served } = await start()
    const verify = async () => {
      throw new Error('Expected the signature v1,c2VjcmV0 by key=sk-canary0000000000key')
    }
    Object.assign(adapter, { webhook: { verify } })
    const answer = await (await deliver(BODY, {})).json()
    expect(answer).toEqual({ error: { code: 'unauthorized', message: 'The signature is not valid.' } })
    expect(served.events).toContainEqual(expect.objectContaining({ name: 'webhook.refused' }))
    expect(JSON.stringify(served.events)).not.toContain('canary')
  })

  it('larger than 1 MiB is not read to its end', async () => {
    const { deliver } = await start()
    const large = `{"id":"job-1","pad":"${'x'.repeat(1024 * 1024)}"}`
    expect((await deliver(large, signed(large))).status).toBe(413)
  })
})
