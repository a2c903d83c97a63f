import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { VideoContent } from '../video-content.js'
import type { PutVideoOptions, VideoStorage } from '../video-storage.js'

export const MiB = 1024 * 1024

export const newKey = () => `conformance-${randomBytes(12).toString('base64url')}`

export const someBytes = (count: number): Uint8Array => randomBytes(count)

export interface Body {
  stream: ReadableStream<Uint8Array>
  /** Whether whoever read it said that it needs no more. */
  readonly isCanceled: boolean
}

/** A body that arrives in parts; after the last one it ends, fails with what `end` gives, or waits for ever. */
export function bodyOf(parts: Iterable<Uint8Array>, end?: Error | 'never'): Body {
  const iterator = parts[Symbol.iterator]()
  let isCanceled = false
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = iterator.next()
        if (!done) controller.enqueue(value)
        else if (end === 'never') await new Promise(() => {})
        else if (end) controller.error(end)
        else controller.close()
      },
      cancel() {
        isCanceled = true
      },
    },
    { highWaterMark: 0 },
  )
  return {
    stream,
    get isCanceled() {
      return isCanceled
    },
  }
}

/** Parts of a size that fits no buffer evenly. */
export function* inParts(bytes: Uint8Array, size = 65_521): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

export function put(
  storage: VideoStorage,
  key: string,
  body: Body | Uint8Array,
  options: Partial<PutVideoOptions> = {},
): Promise<{ bytes: number }> {
  const { stream } = body instanceof Uint8Array ? bodyOf(inParts(body)) : body
  return storage.put(key, stream, { contentType: 'video/mp4', maxBytes: 64 * MiB, ...options })
}

export async function opened(storage: VideoStorage, key: string): Promise<VideoContent> {
  const content = await storage.open(key)
  assert.ok(content, `There is no video under ${key}.`)
  return content
}

/** That exactly these bytes are under the key. */
export async function assertStored(storage: VideoStorage, key: string, bytes: Uint8Array): Promise<void> {
  const content = await opened(storage, key)
  assert.equal(content.bytes, bytes.length)
  assertSameBytes(await collect(content.read()), bytes)
}

export async function assertNothing(storage: VideoStorage, key: string): Promise<void> {
  assert.equal(await storage.open(key), undefined, `There is a video under ${key}.`)
}

/** Without printing megabytes when they differ. */
export function assertSameBytes(actual: Uint8Array, expected: Uint8Array): void {
  assert.equal(actual.length, expected.length, 'The number of bytes differs.')
  assert.ok(Buffer.compare(actual, expected) === 0, 'The bytes differ.')
}

export async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer())
}

/** Waits for a condition; rejects when it does not hold after ten seconds. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + 10_000
  while (!holds()) {
    assert.ok(Date.now() < giveUpAt, `Within ten seconds there was no ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
