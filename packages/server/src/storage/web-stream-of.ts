import type { Readable } from 'node:stream'

/**
 * A Node stream as a web stream, read on demand: `Readable.toWeb` would read everything ahead of a slow reader on
 * Node 20. Canceling destroys it.
 */
export function webStreamOf(readable: Readable): ReadableStream<Uint8Array> {
  // One that breaks while nobody reads is told to the next read.
  readable.on('error', () => {})
  const parts: AsyncIterator<Uint8Array> = readable[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await parts.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel() {
        readable.destroy()
      },
    },
    { highWaterMark: 0 },
  )
}
