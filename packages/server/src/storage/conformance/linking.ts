import assert from 'node:assert/strict'
import type { VideoLinkOptions, VideoStorage } from '../video-storage.js'
import { assertSameBytes, newKey, put, someBytes } from './checks.js'
import type { StorageConditions } from './conditions.js'

async function link(storage: VideoStorage, key: string, options: VideoLinkOptions): Promise<string> {
  assert.ok(storage.url, 'It has no `url`.')
  return storage.url(key, options)
}

export const linking: StorageConditions = {
  'a link reads the video and any part of it, and nothing else': async (storage) => {
    const [key, bytes] = [newKey(), someBytes(100_000)]
    await put(storage, key, bytes)
    const url = await link(storage, key, { expiresInMs: 60_000 })
    const whole = await fetch(url)
    assert.equal(whole.status, 200)
    assert.equal(whole.headers.get('content-type'), 'video/mp4')
    assertSameBytes(new Uint8Array(await whole.arrayBuffer()), bytes)
    const part = await fetch(url, { headers: { range: 'bytes=10-19' } })
    assert.equal(part.status, 206)
    assertSameBytes(new Uint8Array(await part.arrayBuffer()), bytes.subarray(10, 20))
    const other = newKey()
    await put(storage, other, bytes)
    const forged = await fetch(url.replace(key, other))
    assert.ok(forged.status >= 400, `Another key in the link is answered with ${forged.status}.`)
    await forged.body?.cancel()
    const written = await fetch(url, { method: 'PUT', body: 'changed' })
    assert.ok(written.status >= 400, `Writing through the link is answered with ${written.status}.`)
    await written.body?.cancel()
  },

  'a link can name the file that it is saved as': async (storage) => {
    const key = newKey()
    await put(storage, key, someBytes(10))
    const url = await link(storage, key, { expiresInMs: 60_000, downloadAs: 'a "dog".mp4' })
    const answer = await fetch(url)
    await answer.body?.cancel()
    assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="a _dog_.mp4"')
  },

  'no link is made for a key that is no id of ours': async (storage) => {
    await assert.rejects(link(storage, '../secret', { expiresInMs: 60_000 }), { code: 'invalid_options' })
  },
}
