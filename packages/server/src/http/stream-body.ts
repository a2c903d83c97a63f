import { runError, type WireEvent } from '@reelstate/core/protocol'
import { toPublicError } from './to-error-response.js'

export interface StreamFormat {
  /** Sent at once, before there is an event. */
  preamble?: string
  heartbeat: string
  write(event: WireEvent): string
}

const HEARTBEAT_MS = 15_000

/**
 * Events as a body that takes one from its source for each read, so a slow reader holds up the source and no memory.
 * While the source is silent a heartbeat every 15 s keeps proxies from closing the connection. A canceled body tells
 * the source that its reader left; a source that throws ends as `RUN_ERROR`.
 */
export function streamBody(
  events: AsyncIterable<WireEvent>,
  format: StreamFormat,
): ReadableStream<Uint8Array> {
  const iterator = events[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  let pending: Promise<IteratorResult<WireEvent>> | undefined
  let canceled = false
  const leave = () => Promise.resolve(iterator.return?.()).catch(() => {})

  async function read(): Promise<string | undefined> {
    try {
      pending ??= iterator.next()
      const step = await orAfter(HEARTBEAT_MS, pending)
      if (!step) return format.heartbeat
      pending = undefined
      return step.done ? undefined : format.write(step.value)
    } catch (thrown) {
      void leave()
      pending = Promise.resolve({ done: true, value: undefined })
      return format.write(runError(toPublicError(thrown)))
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (format.preamble) controller.enqueue(encoder.encode(format.preamble))
      },
      async pull(controller) {
        const text = await read()
        if (canceled) return
        if (text === undefined) controller.close()
        else controller.enqueue(encoder.encode(text))
      },
      async cancel() {
        canceled = true
        await leave()
      },
    },
    { highWaterMark: 0 },
  )
}

/** The promise's value, or `undefined` when that takes longer than `ms`. */
async function orAfter<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
