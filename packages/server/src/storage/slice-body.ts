import { VideoError } from '@reelstate/core/protocol'

export interface Slice {
  /** Bytes left out at the beginning. Default: 0. */
  skip?: number
  /** Bytes let through after that; fewer are an error. Default: all there are. */
  take?: number | undefined
  /** Cancels the source when it aborts. */
  signal?: AbortSignal | undefined
}

/**
 * The part of a stream that was announced, neither more nor less: what follows it is not read, and a source that ends
 * before it fails the stream, so that the reader knows. The source is read on demand, and canceled with the stream.
 */
export function sliceBody(
  source: ReadableStream<Uint8Array>,
  { skip = 0, take, signal }: Slice,
): ReadableStream<Uint8Array> {
  const reader = source.getReader()
  let toSkip = skip
  let left = take ?? Number.POSITIVE_INFINITY
  const cancel = async (reason: unknown) => {
    signal?.removeEventListener('abort', abort)
    await reader.cancel(reason).catch(() => {})
  }
  const abort = () => void cancel(signal?.reason)
  async function nextPart(): Promise<Uint8Array | undefined> {
    for (;;) {
      const { value, done } = await reader.read()
      signal?.throwIfAborted()
      if (done) break
      const part = value.subarray(toSkip, toSkip + left)
      toSkip = Math.max(0, toSkip - value.length)
      left -= part.length
      if (part.length > 0) return part
    }
    if (toSkip === 0 && take === undefined) return undefined
    throw new VideoError('connection_lost', 'The video ended before its announced length.')
  }
  return new ReadableStream<Uint8Array>(
    {
      async start() {
        if (signal?.aborted) await cancel(signal.reason)
        else signal?.addEventListener('abort', abort, { once: true })
      },
      async pull(controller) {
        try {
          const part = left > 0 ? await nextPart() : undefined
          if (part) controller.enqueue(part)
          if (part && left > 0) return
          await cancel(undefined)
          controller.close()
        } catch (error) {
          await cancel(error)
          throw error
        }
      },
      cancel,
    },
    { highWaterMark: 0 },
  )
}
