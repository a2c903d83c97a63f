/** A stream that is opened by its first read. `leave` is called when it is canceled before it is open. */
export function lazyBody(
  open: () => Promise<ReadableStream<Uint8Array>>,
  leave: () => Promise<unknown>,
): ReadableStream<Uint8Array> {
  let opening: Promise<ReadableStreamDefaultReader<Uint8Array>> | undefined
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        opening ??= open().then((stream) => stream.getReader())
        reader = await opening
        const { value, done } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel(reason) {
        if (reader) return reader.cancel(reason)
        // What comes all the same is let go, and not waited for.
        opening?.then((late) => late.cancel(reason)).catch(() => {})
        await leave()
      },
    },
    { highWaterMark: 0 },
  )
}
