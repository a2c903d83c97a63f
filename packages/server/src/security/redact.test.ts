import { describe, expect, it } from 'vitest'
import { describeError, redactText, redactUrl } from './redact.js'

describe('what a log may hold', () => {
  it.each([
    ['https://user:pw@cdn.example/a/b.mp4?X-Sig=canary#canary', 'https://cdn.example/a/b.mp4'],
    ['data:video/mp4;base64,canary', 'data:…'],
    ['canary', '[no URL]'],
  ])('of the URL %s is %s', (url, safe) => {
    expect(redactUrl(url)).toBe(safe)
  })

  it.each([
    'Authorization: Bearer canary-canary',
    'Authorization: "Key canary:canary"',
    'GET https://api.example/v1/jobs?key=canary failed',
    '{"api_key":"canary-1","x":1}',
    'token=canary;',
    'Incorrect API key provided: sk-canary00000000canary',
    'postgres://app:canary@db.internal/jobs refused',
    'eyJcanary.eyJcanary.canary',
    'cut at https://cdn.example/v.mp4?sig=canary) and more',
    'cut at https://cdn.example/v.mp4?Policy=(a)&Grant=canary, and more',
    'GET /v1/jobs?grant=canary failed',
    'cdn.example/v.mp4?Expires=1&Grant=canary',
    'data:image/png;base64,canary',
    'OPENAI_API_KEY=canary',
    'X-Api-Key: canary',
    'secretAccessKey: "canary"',
    "{ password: 'canary' }",
    'set-cookie: session=canary',
    'AWS4-HMAC-SHA256 Credential=canary/20260101, Signature=canary',
    'AKIAcanarycanarycanary',
  ])('of the text %j has no key in it', (text) => {
    expect(redactText(text)).not.toContain('canary')
  })

  it('of a secret has no spelling of it', () => {
    const secret = 'a "canary",\nin a cage'
    for (const text of [secret, JSON.stringify({ prompt: secret }), `q=${encodeURIComponent(secret)}`]) {
      expect(redactText(text, [secret])).not.toContain('canary')
    }
    expect(redactText('canary', ['canary\ud800'])).toBe('canary')
  })

  it('of a secret has no half, where the text is cut', () => {
    const secret = `canary${'x'.repeat(100)}`
    const url = `https://cdn.example/${'p'.repeat(100)}?grant=canary`
    for (let before = 3_800; before < 4_100; before++) {
      // All that is before it is left out, so that it would be seen.
      const text = `https://a.example/?${'q'.repeat(before)} ${secret} ${url}`
      expect(redactText(text, [secret])).not.toContain('canary')
    }
  })

  it.each(['a-', 'key', 'https://', '?a=', 'eyJa.', 'Bearer ', 'data:', '"\'', ' '])(
    'is found in a moment, however much there is of %j',
    (piece) => {
      const startedAt = performance.now()
      redactText(piece.repeat(1_000_000), ['canary'])
      expect(performance.now() - startedAt).toBeLessThan(2000)
    },
  )

  it('leaves alone what is no secret', () => {
    expect(redactText('The provider answered 502 for job vid_1.')).toBe(
      'The provider answered 502 for job vid_1.',
    )
  })

  it('of an error is its message and those of its causes, without the prompt, and short', () => {
    const cause = Object.assign(new Error('read https://a.example/x?sig=canary'), { code: 'ECONNRESET' })
    const error = new TypeError('refused: "a canary in a cage"', { cause })
    expect(describeError(error, ['a canary in a cage'])).toBe(
      'TypeError: refused: "[redacted]" ← Error ECONNRESET: read https://a.example/x',
    )
    expect(describeError(new Error('x'.repeat(9_000))).length).toBeLessThan(600)
  })

  it.each([undefined, null, 'text', 7, Object.create(null), { message: 7 }])(
    'of %j, thrown, is a text',
    (thrown) => {
      expect(typeof describeError(thrown)).toBe('string')
    },
  )
})
