import { VideoError } from '@reelstate/core/protocol'

export interface BodyBounds {
  /** The most that is let through. */
  maxBytes: number
  /** How long the source may send nothing while it is read, in ms. Default: as long as it likes. */
  stallMs?: number
  /** Ends it, and cancels the source. */
  signal?: AbortSignal | undefined
}

/**
 * A stream that cannot hang and cannot flood. It fails with a `VideoError`: `bad_result` past `maxBytes`, `unavailable`
 * when the source stalls; and then cancels the source.
 */
export function boundedBody(
  source: ReadableStream<Uint8Array>,
  { maxBytes, stallMs, signal }: BodyBounds,
): ReadableStream<Uint8Array> {
  const reader = source.getReader()
  let bytes = 0
  let hasFailed = false
  let fail = (_: unknown) => {}
  const abort = () => fail(signal?.reason)
  const end = async (reason?: unknown) => {
    signal?.removeEventListener('abort', abort)
    await reader.cancel(reason).catch(() => {})
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Also while nobody reads: what is open at the other end is closed then.
        fail = (reason) => {
          hasFailed = true
          controller.error(reason)
          void end(reason)
        }
        if (signal?.aborted) abort()
        else signal?.addEventListener('abort', abort, { once: true })
      },
      async pull(controller) {
        const timer = stallMs !== undefined && setTimeout(() => fail(stalled(stallMs)), stallMs)
        try {
          // No race with a promise of the abort: that would keep every part until the end.
          const { value, done } = await reader.read()
          if (hasFailed) return
          bytes += value?.length ?? 0
          if (bytes > maxBytes) throw tooLarge(maxBytes)
          if (value) controller.enqueue(value)
          if (!done) return
          await end()
          controller.close()
        } catch (error) {
          await end(error)
          throw error
        } finally {
          if (timer) clearTimeout(timer)
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  )
}

const stalled = (ms: number) =>
  new VideoError('unavailable', `What is being fetched stopped coming for ${ms / 1000} s.`)

export const tooLarge = (maxBytes: number) =>
  new VideoError('bad_result', `It has more than the ${maxBytes} bytes that are accepted.`)
