import assert from 'node:assert/strict'
import {
  assertNothing,
  assertStored,
  bodyOf,
  eventually,
  inParts,
  MiB,
  newKey,
  put,
  someBytes,
} from './checks.js'
import type { StorageConditions } from './conditions.js'

/** None of them is an id of ours. */
export const HOSTILE_KEYS = [
  '',
  '.',
  '..',
  '../secret',
  '..%2fsecret',
  '%2e%2e',
  '%2e%2e%2fsecret',
  '..\\secret',
  '..%5csecret',
  '/etc/passwd',
  'C:\\secret',
  'a/b',
  'a\\b',
  'a.mp4',
  'secret\0',
  'a\nb',
  'a ',
  'ä',
  '\u202ea',
  'CON',
  'nul',
  'COM1',
  'a'.repeat(101),
  'a'.repeat(300),
]

export const refusing: StorageConditions = {
  'a key that is no id of ours is refused, and finds nothing': async (storage) => {
    for (const key of HOSTILE_KEYS) {
      const body = bodyOf([someBytes(10)])
      await assert.rejects(put(storage, key, body), { code: 'invalid_options' }, JSON.stringify(key))
      assert.ok(body.isCanceled, 'Its body is neither read nor canceled.')
      await assertNothing(storage, key)
      await storage.delete(key)
    }
  },

  'of a body that fails nothing is kept, and the video before it stays': async (storage) => {
    for (const size of [100_000, 18 * MiB]) {
      const [key, bytes] = [newKey(), someBytes(1000)]
      const body = () => bodyOf(inParts(someBytes(size)), new Error('The provider hung up'))
      await assert.rejects(put(storage, key, body()), /The provider hung up/)
      await assertNothing(storage, key)
      await put(storage, key, bytes)
      await assert.rejects(put(storage, key, body()), /The provider hung up/)
      await assertStored(storage, key, bytes)
    }
  },

  'a body above the limit is refused as it passes it, and one at the limit is kept': async (storage) => {
    for (const maxBytes of [100_000, 18 * MiB]) {
      const [key, bytes] = [newKey(), someBytes(maxBytes + 1)]
      const body = bodyOf(inParts(bytes), 'never')
      await assert.rejects(put(storage, key, body, { maxBytes }), { code: 'bad_result' })
      await assertNothing(storage, key)
      await eventually('cancellation of the body', () => body.isCanceled)
      await put(storage, key, bytes.subarray(1), { maxBytes })
      await assertStored(storage, key, bytes.subarray(1))
    }
  },

  'a body is not seen before it is whole': async (storage) => {
    const [key, bytes] = [newKey(), someBytes(18 * MiB)]
    let goOn = () => {}
    let isHalfway = false
    const halfway = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const parts = inParts(bytes)
    let sent = 0
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value, done } = parts.next()
        if (done) return controller.close()
        sent += value.length
        if (sent > 17 * MiB && !isHalfway) {
          isHalfway = true
          await halfway
        }
        controller.enqueue(value)
      },
    })
    const putting = storage.put(key, stream, { contentType: 'video/mp4', maxBytes: 64 * MiB })
    await eventually('body that is halfway', () => isHalfway)
    await assertNothing(storage, key)
    goOn()
    await putting
    await assertStored(storage, key, bytes)
  },

  'an abort ends it with the signal’s reason, and lets go of a body that sends nothing': async (storage) => {
    for (const size of [0, 100_000, 18 * MiB]) {
      const key = newKey()
      const controller = new AbortController()
      const body = bodyOf(inParts(someBytes(size)), 'never')
      const putting = put(storage, key, body, { signal: controller.signal })
      const refused = assert.rejects(putting, /Nobody wants it/)
      await new Promise((resolve) => setTimeout(resolve, 50))
      const abortedAt = Date.now()
      controller.abort(new Error('Nobody wants it'))
      await refused
      assert.ok(Date.now() - abortedAt < 1000, 'It took more than a second.')
      assert.ok(body.isCanceled, 'Its body is still open.')
      await assertNothing(storage, key)
    }
  },

  'one that is aborted before it begins keeps nothing': async (storage) => {
    const [key, body] = [newKey(), bodyOf([someBytes(10)])]
    const signal = AbortSignal.abort(new Error('Nobody wants it'))
    await assert.rejects(put(storage, key, body, { signal }), /Nobody wants it/)
    assert.ok(body.isCanceled, 'Its body is still open.')
    await assertNothing(storage, key)
  },
}
