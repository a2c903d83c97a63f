import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTokenSigner, type TokenPurpose } from './sign-token.js'

const SECRET = 'a secret of the server, long enough'
const OTHER = 'another secret, that is long enough'
const LATER = 2_000
const NOW = 1_000
const signer = createTokenSigner(SECRET)

describe('a token', () => {
  it('gives back what was signed, whatever text it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (payload) => {
        const token = await signer.sign('video', payload, LATER)
        expect(token).toMatch(/^v1\.[\w-]{8}\.[\w-]+\.[\w-]{43}$/)
        expect(await signer.verify('video', token, NOW)).toBe(payload)
      }),
    )
  })

  it('is worth nothing once any one character of it is another', async () => {
    const token = await signer.sign('video', 'vid_1', LATER)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ é\0'
    for (let position = 0; position < token.length; position++) {
      for (const character of alphabet) {
        if (token[position] === character) continue
        const changed = token.slice(0, position) + character + token.slice(position + 1)
        expect(await signer.verify('video', changed, NOW), changed).toBeUndefined()
      }
    }
  })

  it('is worth nothing when a part is missing, added or taken from another token', async () => {
    const [one, two] = [
      await signer.sign('video', 'vid_1', LATER),
      await signer.sign('video', 'vid_2', LATER),
    ]
    const [version, kid, body, signature] = one.split('.')
    const [, , otherBody, otherSignature] = two.split('.')
    const forged = [
      [version, kid, body],
      [version, kid, body, ''],
      [version, kid, '', signature],
      [version, kid, body, signature, ''],
      [version, kid, body, signature, signature],
      [version, kid, body, `${signature}=`],
      [version, kid, otherBody, signature],
      [version, kid, body, otherSignature],
      ['v2', kid, body, signature],
      ['', version, kid, body, signature],
      [version, '', body, signature],
      [version, 'AAAAAAAA', body, signature],
    ].map((parts) => parts.join('.'))
    for (const token of ['', '.', '...', 'v1...', ...forged]) {
      expect(await signer.verify('video', token, NOW), token).toBeUndefined()
    }
    expect(await signer.verify('video', one, NOW)).toBe('vid_1')
  })

  it('cannot choose how it is checked, as a JWT with `alg: none` would', async () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = encode(['vid_1', LATER])
    const [, kid] = (await signer.sign('video', 'vid_1', LATER)).split('.')
    for (const alg of ['none', 'None', 'HS256', 'RS256']) {
      const header = encode({ alg, typ: 'JWT', kid })
      for (const token of [
        `${header}.${claims}.`,
        `v1.${header}.${claims}.`,
        `v1.${kid}.${claims}.${header}`,
      ]) {
        expect(await signer.verify('video', token, NOW), token).toBeUndefined()
      }
    }
  })

  it('made for one purpose is worth nothing for another', async () => {
    const purposes: TokenPurpose[] = ['ref', 'video', 'webhook']
    for (const signedFor of purposes) {
      const token = await signer.sign(signedFor, 'vid_1', LATER)
      for (const usedFor of purposes) {
        expect(await signer.verify(usedFor, token, NOW)).toBe(usedFor === signedFor ? 'vid_1' : undefined)
      }
    }
  })

  it('ends when its time does, and can then still be told from a forged one', async () => {
    const token = await signer.sign('video', 'vid_1', LATER)
    expect(await signer.verify('video', token, LATER - 1)).toBe('vid_1')
    expect(await signer.verify('video', token, LATER)).toBeUndefined()
    expect(await signer.verify('video', token, Number.NaN)).toBeUndefined()
    expect(await signer.read('video', token, LATER)).toEqual({
      payload: 'vid_1',
      expiresAt: LATER,
      expired: true,
    })
    expect(await signer.read('video', `${token}A`, LATER)).toBeUndefined()
  })

  it('without an end is valid for ever', async () => {
    const token = await signer.sign('ref', 'vid_1')
    expect(await signer.verify('ref', token, Number.MAX_SAFE_INTEGER)).toBe('vid_1')
    expect(await signer.read('ref', token, NOW)).toEqual({ payload: 'vid_1', expired: false })
  })

  it('from outside that is huge or no text at all is refused, not a crash', async () => {
    const huge = `v1.${'A'.repeat(10_000_000)}`
    for (const token of [huge, `${huge}.A.A`, undefined, null, 7, {}, ['v1']]) {
      expect(await signer.verify('video', token as string, NOW)).toBeUndefined()
    }
  })

  it('that would be too long to be read again is not made', async () => {
    await expect(signer.sign('video', 'x'.repeat(2_000))).rejects.toMatchObject({ code: 'internal' })
  })
})

describe('a secret', () => {
  it('is the only one that verifies what it signed, even for one that claims its name', async () => {
    const foreign = await createTokenSigner(OTHER).sign('video', 'vid_1', LATER)
    expect(await signer.verify('video', foreign, NOW)).toBeUndefined()
    const [, kid = ''] = (await signer.sign('video', 'vid_1', LATER)).split('.')
    const renamed = foreign.replace(/^v1\.[^.]+/, `v1.${kid}`)
    expect(renamed).not.toBe(foreign)
    expect(await signer.verify('video', renamed, NOW)).toBeUndefined()
  })

  it('is replaced by putting a new one in front, and gone once it is left out', async () => {
    const old = await signer.sign('video', 'vid_1', LATER)
    const both = createTokenSigner([OTHER, SECRET])
    const fresh = await both.sign('video', 'vid_2', LATER)
    expect(await both.verify('video', old, NOW)).toBe('vid_1')
    expect(await both.verify('video', fresh, NOW)).toBe('vid_2')
    const onlyNew = createTokenSigner(OTHER)
    expect(await onlyNew.verify('video', fresh, NOW)).toBe('vid_2')
    expect(await onlyNew.verify('video', old, NOW)).toBeUndefined()
  })

  it('may be bytes', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(32))
    const token = await createTokenSigner(bytes).sign('video', 'vid_1')
    expect(await createTokenSigner([bytes.slice()]).verify('video', token, NOW)).toBe('vid_1')
  })

  it.each([
    ['missing', undefined, /no secret/],
    ['an empty list', [], /no secret/],
    ['empty', '', /has 0 characters/],
    ['short', 'only-31-characters-of-a-secret!', /has 31 characters/],
    ['short bytes', new Uint8Array(31), /has 31 bytes/],
    ['second in line and short', [SECRET, 'short-canary'], /has 12 characters/],
    ['a number', 7, /no secret|neither/],
  ])('that is %s is refused with how to make one, and never shown', (_, secret, message) => {
    const create = () => createTokenSigner(secret as string)
    expect(create).toThrow(expect.objectContaining({ code: 'invalid_options' }))
    expect(create).toThrow(message)
    expect(create).toThrow(/openssl rand -base64 32/)
    expect(create).not.toThrow(/canary|only-31/)
  })
})
