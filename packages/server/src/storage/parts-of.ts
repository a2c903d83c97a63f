/**
 * A stream in parts of exactly `size` bytes; the last one is smaller, or empty where there is nothing else. Each part is
 * copied together once.
 */
export async function* partsOf(body: ReadableStream<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  let part = new Uint8Array(size)
  let filled = 0
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) break
      for (let taken = 0; taken < value.length; ) {
        const piece = value.subarray(taken, taken + size - filled)
        part.set(piece, filled)
        taken += piece.length
        filled += piece.length
        if (filled < size) continue
        yield part
        part = new Uint8Array(size)
        filled = 0
      }
    }
    yield part.subarray(0, filled)
  } finally {
    await reader.cancel().catch(() => {})
  }
}
