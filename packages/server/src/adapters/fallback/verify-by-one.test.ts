import { VideoError } from '@reelstate/core/protocol'
import { describe, expect, it } from 'vitest'
import type { VideoAdapter } from '../../provider/video-adapter.js'
import { scriptedAdapter } from '../../support/scripted-adapter.js'
import { fallbackVideo } from '../fallback-video.js'
import { standardWebhook, unsignedWebhook } from '../shared/webhook-signatures.js'

const named = (name: string, more: Partial<VideoAdapter> = {}) =>
  scriptedAdapter({ create: { jobId: 'job-7', model: `${name}-1` } }, { name, model: `${name}-1`, ...more })

describe('the webhook of fallbackVideo', () => {
  const SECRET = `whsec_${btoa('a secret of sixteen')}`
  const signed = (secret = SECRET) => ({ webhook: standardWebhook(secret, ({ id }) => id) })
  const unsigned = { webhook: unsignedWebhook(({ id }) => id) }

  async function delivery(secret: string) {
    const body = new TextEncoder().encode('{"id":"job-7"}')
    const timestamp = `${Math.floor(Date.now() / 1000)}`
    const bytes = Uint8Array.from(atob(secret.replace('whsec_', '')), (one) => one.charCodeAt(0))
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])
    const message = new TextEncoder().encode(`d-1.${timestamp}.{"id":"job-7"}`)
    const signature = Buffer.from(await crypto.subtle.sign('HMAC', key, message)).toString('base64')
    const headers = {
      'webhook-id': 'd-1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    }
    return { body, headers: new Headers(headers) }
  }

  it('believes the adapter whose provider signed it, and names the job as it was named when ordered', async () => {
    const b = named('b', signed())
    const busy = async () => {
      throw new VideoError('rate_limited', 'Too many.')
    }
    const first = fallbackVideo([named('a', { ...unsigned, createVideoJob: busy }), b])
    const { jobId } = await first.createVideoJob({ prompt: 'A pond', webhookUrl: 'https://app.example/w' })
    expect(b.created[0]?.webhookUrl).toBe('https://app.example/w')
    const report = await first.webhook?.verify(await delivery(SECRET))
    expect(report).toEqual({ deliveryId: 'd-1', jobId })
  })

  it('believes one that is not signed where only one provider signs nothing', async () => {
    const adapter = fallbackVideo([named('a', signed()), named('b', unsigned)])
    const { body } = await delivery(SECRET)
    const report = await adapter.webhook?.verify({ body, headers: new Headers() })
    expect(Buffer.from(report?.jobId ?? '', 'base64url').toString()).toContain('"b b-1"')
  })

  it('refuses a forged one, and one that more than one provider may have sent', async () => {
    const other = `whsec_${btoa('another secret here')}`
    const all = fallbackVideo([named('a', signed()), named('b', signed(other))])
    const forged = await delivery(`whsec_${btoa('a secret of nobody')}`)
    await expect(all.webhook?.verify(forged)).rejects.toMatchObject({ code: 'unauthorized' })
    const both = fallbackVideo([named('a', signed()), named('b', signed())])
    await expect(both.webhook?.verify(await delivery(SECRET))).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it('is not there where two of them sign nothing, and the fallback says so', () => {
    const more = () => ({ webhook: unsignedWebhook(({ id }) => id), capabilities: { webhook: true } })
    const both = fallbackVideo([named('a', more()), named('b', more())])
    expect([both.webhook, both.capabilities?.webhook]).toEqual([undefined, false])
    const one = fallbackVideo([named('a', more()), named('b', { ...more(), ...signed() })])
    expect([typeof one.webhook, one.capabilities?.webhook]).toEqual(['object', true])
  })

  it('is not there where one of them has none', () => {
    expect(fallbackVideo([named('a', signed()), named('b')]).webhook).toBeUndefined()
  })
})
