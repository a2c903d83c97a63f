import { createHmac } from 'node:crypto'
import { afterEach, expect, it, vi } from 'vitest'
import { isEqual, standardWebhook, unsignedWebhook } from './webhook-signatures.js'

const SECRET = 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ='
const BODY = '{"data":{"id":"job-1"},"text":"Fuchs im Schnee \u{1f98a}"}'

afterEach(() => vi.useRealTimers())

/** Signed as https://www.standardwebhooks.com says, by other means than ours. */
function delivery({
  body = BODY,
  id = 'msg_1',
  at = Date.now() / 1000,
  secret = SECRET,
  versions = '',
} = {}) {
  const timestamp = `${Math.floor(at)}`
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `${versions}v1,${signature}`,
  }
  return { body: new TextEncoder().encode(body), headers: new Headers(headers) }
}

const { verify } = standardWebhook(SECRET, ({ data }) => (data as { id: string }).id)

it('accepts what is signed, also among signatures of other keys', async () => {
  const report = { deliveryId: 'msg_1', jobId: 'job-1' }
  expect(await verify(delivery())).toEqual(report)
  expect(await verify(delivery({ versions: 'v1a,abc v1,AAAA ' }))).toEqual(report)
})

it.each([
  ['another secret', delivery({ secret: 'whsec_b3RoZXItb3RoZXItb3RoZXI=' })],
  ['another body', { ...delivery(), body: new TextEncoder().encode(`${BODY} `) }],
  ['a byte order mark before it', { ...delivery(), body: new TextEncoder().encode(`\ufeff${BODY}`) }],
  ['no headers', { ...delivery(), headers: new Headers() }],
  ['a time six minutes ago', delivery({ at: Date.now() / 1000 - 360 })],
  ['a time in six minutes', delivery({ at: Date.now() / 1000 + 360 })],
])('refuses %s', async (_, forged) => {
  await expect(verify(forged)).rejects.toMatchObject({ code: 'unauthorized' })
})

it('refuses a delivery that is played again later', async () => {
  const recorded = delivery()
  expect(await verify(recorded)).toMatchObject({ jobId: 'job-1' })
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 301_000 })
  await expect(verify(recorded)).rejects.toMatchObject({ code: 'unauthorized' })
})

it('says that a body is none of a webhook', async () => {
  await expect(verify(delivery({ body: 'not JSON' }))).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(verify(delivery({ body: '{"data":{}}' }))).rejects.toMatchObject({ code: 'invalid_input' })
})

it('says that a secret is none', () => {
  expect(() => standardWebhook('not base64!', () => '')).toThrow(/whsec_/)
  expect(() => standardWebhook('', () => '')).toThrow(/whsec_/)
})

it('takes what nobody signed for a reason to ask, once', async () => {
  const { verify } = unsignedWebhook(({ id }) => id)
  const one = { body: new TextEncoder().encode('{"id":"job-1"}'), headers: new Headers() }
  const first = await verify(one)
  expect(first.jobId).toBe('job-1')
  expect(await verify(one)).toEqual(first)
})

it.each([
  ['a', 'a', true],
  ['', '', true],
  ['a', 'b', false],
  ['a', 'aa', false],
  ['', 'a', false],
  ['aa', 'a', false],
])('compares %j with %j', (one, other, isSame) => {
  expect(isEqual(one, other)).toBe(isSame)
})
