import assert from 'node:assert/strict'
import {
  assertNothing,
  assertStored,
  bodyOf,
  collect,
  inParts,
  MiB,
  newKey,
  opened,
  put,
  someBytes,
} from './checks.js'
import type { StorageConditions } from './conditions.js'

export const keeping: StorageConditions = {
  'a video comes back as it went in': async (storage) => {
    const [key, bytes] = [newKey(), someBytes(200_001)]
    assert.deepEqual(await put(storage, key, bytes), { bytes: bytes.length })
    await assertStored(storage, key, bytes)
    const { contentType, etag } = await opened(storage, key)
    assert.equal(contentType, 'video/mp4')
    assert.match(etag ?? '', /^"[^"]+"$/)
  },

  'its media type comes back too': async (storage) => {
    for (const contentType of ['video/webm', 'video/quicktime', 'video/x-matroska']) {
      const key = newKey()
      await put(storage, key, someBytes(10), { contentType })
      assert.equal((await opened(storage, key)).contentType, contentType)
    }
  },

  'a video of many megabytes comes back, whatever the size of its parts': async (storage) => {
    for (const size of [1_000_003, 65_521]) {
      const [key, bytes] = [newKey(), someBytes(17 * MiB + 1)]
      await put(storage, key, bodyOf(inParts(bytes, size)))
      await assertStored(storage, key, bytes)
    }
  },

  'a video without bytes is one': async (storage) => {
    const key = newKey()
    assert.deepEqual(await put(storage, key, new Uint8Array()), { bytes: 0 })
    await assertStored(storage, key, new Uint8Array())
  },

  'another video under the same key takes its place, with another tag': async (storage) => {
    const [key, first, second] = [newKey(), someBytes(300_000), someBytes(300_000)]
    await put(storage, key, first)
    const { etag } = await opened(storage, key)
    await put(storage, key, second)
    await assertStored(storage, key, second)
    assert.notEqual((await opened(storage, key)).etag, etag)
  },

  'another media type under the same key takes its place': async (storage) => {
    const [key, bytes] = [newKey(), someBytes(100)]
    await put(storage, key, someBytes(100), { contentType: 'video/mp4' })
    await put(storage, key, bytes, { contentType: 'video/webm' })
    await assertStored(storage, key, bytes)
    assert.equal((await opened(storage, key)).contentType, 'video/webm')
    await storage.delete(key)
    await assertNothing(storage, key)
  },

  'of two that are put at once one is there, whole': async (storage) => {
    const key = newKey()
    const videos = [someBytes(9 * MiB), someBytes(9 * MiB)]
    await Promise.all(videos.map((bytes) => put(storage, key, bytes)))
    const stored = await collect((await opened(storage, key)).read())
    assert.ok(
      videos.some((bytes) => Buffer.compare(bytes, stored) === 0),
      'It is a mix of the two.',
    )
  },

  'a deleted video is gone, and deleting what is not there is no error': async (storage) => {
    const key = newKey()
    await storage.delete(key)
    await put(storage, key, someBytes(10))
    await storage.delete(key)
    await assertNothing(storage, key)
    await storage.delete(key)
  },

  'keys that only look alike are told apart': async (storage) => {
    const key = newKey()
    const keys = [key, `${key}-`, `${key}_`, `-${key}`, `${key}1`, 'k'.repeat(100 - key.length) + key]
    const videos = keys.map(() => someBytes(100))
    await Promise.all(keys.map((each, index) => put(storage, each, videos[index] as Uint8Array)))
    for (const [index, each] of keys.entries()) await assertStored(storage, each, videos[index] as Uint8Array)
  },
}
