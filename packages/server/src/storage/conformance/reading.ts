import assert from 'node:assert/strict'
import { assertSameBytes, collect, MiB, newKey, opened, put, someBytes } from './checks.js'
import type { StorageConditions } from './conditions.js'

export const reading: StorageConditions = {
  'any part of a video can be read': async (storage) => {
    const [key, bytes] = [newKey(), someBytes(9 * MiB + 7)]
    await put(storage, key, bytes)
    const last = bytes.length - 1
    const ranges = [
      [0, 0],
      [0, last],
      [last, last],
      [1, 65_536],
      [65_535, 65_537],
      [8 * MiB - 1, 8 * MiB],
      [last - 100_000, last],
    ] as const
    for (const [start, end] of ranges) {
      const content = await opened(storage, key)
      assert.equal(content.bytes, bytes.length)
      assertSameBytes(await collect(content.read({ start, end })), bytes.subarray(start, end + 1))
    }
  },

  'fifty readers at once each get their part': async (storage) => {
    const [key, bytes] = [newKey(), someBytes(MiB)]
    await put(storage, key, bytes)
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const range = { start: index * 1000, end: index * 1000 + 70_000 }
        const content = await opened(storage, key)
        assertSameBytes(await collect(content.read(range)), bytes.subarray(range.start, range.end + 1))
      }),
    )
  },

  'a reader that leaves is let go at once, before its first byte or after it': async (storage) => {
    const key = newKey()
    await put(storage, key, someBytes(5 * MiB))
    for (const reads of [0, 1, 2]) {
      const reader = (await opened(storage, key)).read().getReader()
      for (let read = 0; read < reads; read++) assert.equal((await reader.read()).done, false)
      const leftAt = Date.now()
      await reader.cancel()
      assert.ok(Date.now() - leftAt < 1000, 'It took more than a second.')
    }
  },

  'a key without a video has nothing to read': async (storage) => {
    assert.equal(await storage.open(newKey()), undefined)
  },
}
