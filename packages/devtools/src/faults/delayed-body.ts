/** A piece of an answer, or how it ended. */
interface Arrival {
  readonly bytes: Uint8Array | undefined
  readonly failure?: unknown
  /** When it may be passed on, in ms since the epoch. */
  readonly due: number
}

export interface BodyChanges {
  /** How much later a piece that arrives now is passed on, in ms. */
  delayMs(): number
  /** What a piece becomes. */
  change(bytes: Uint8Array): Uint8Array
  /** Breaks the body off, with its reason. */
  signal: AbortSignal
  /** It has ended, was given up or broken off: called once. */
  onEnd(): void
}

/** The same body, whose pieces come later, in their order. */
export function delayedBody(
  body: ReadableStream<Uint8Array>,
  { delayMs, change, signal, onEnd }: BodyChanges,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const arrivals: Arrival[] = []
  const over = new AbortController()
  let wake = () => {}

  /** Reads on while earlier pieces wait, so that all are late by the same time and not by more and more. */
  const collect = async () => {
    for (let isDone = false; !isDone; ) {
      const arrival = await reader.read().then(
        ({ value }) => ({ bytes: value, due: Date.now() + delayMs() }),
        (failure: unknown) => ({ bytes: undefined, failure, due: 0 }),
      )
      arrivals.push(arrival)
      wake()
      isDone = arrival.bytes === undefined
    }
  }
  const end = () => {
    if (over.signal.aborted) return
    over.abort()
    signal.removeEventListener('abort', breakOff)
    onEnd()
  }
  let breakOff = () => {}

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        breakOff = () => {
          end()
          controller.error(signal.reason)
          reader.cancel(signal.reason).catch(() => {})
        }
        if (signal.aborted) breakOff()
        else signal.addEventListener('abort', breakOff)
        void collect()
      },
      async pull(controller) {
        while (arrivals.length === 0) await new Promise<void>((resolve) => (wake = resolve))
        const { bytes, due, ...rest } = arrivals.shift() as Arrival
        await waitUntil(due, over.signal)
        if (over.signal.aborted) return
        if (bytes) {
          controller.enqueue(change(bytes))
          return
        }
        end()
        if ('failure' in rest) controller.error(rest.failure)
        else controller.close()
      },
      cancel(reason) {
        end()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

/** Resolves at a moment, in ms since the epoch, or when the signal ends the wait. */
export function waitUntil(due: number, signal: AbortSignal): Promise<void> {
  const ms = due - Date.now()
  if (ms <= 0 || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish)
  })
}
