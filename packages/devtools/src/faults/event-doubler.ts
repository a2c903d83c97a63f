const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/** Finds the events in the bytes of a stream, however it is cut into pieces, and has one come twice when it is asked to. */
export class EventDoubler {
  /** The bytes of the event that has begun. */
  #event: Uint8Array[] = []
  #isLineEmpty = true

  /**
   * @param kind how events end: in SSE with an empty line, in NDJSON with their line
   * @param isWanted asked at the end of each event; true has it come again
   */
  constructor(
    private readonly kind: 'sse' | 'ndjson',
    private readonly isWanted: () => boolean,
  ) {}

  /** The bytes as they came, with the event that is wanted twice. */
  change(bytes: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = []
    let begin = 0
    for (let at = 0; at < bytes.length; at++) {
      const lineEnd = bytes.indexOf(LINE_FEED, at)
      const line = bytes.subarray(at, lineEnd === -1 ? bytes.length : lineEnd)
      if (line.length > 1 || (line.length === 1 && line[0] !== CARRIAGE_RETURN)) this.#isLineEmpty = false
      if (lineEnd === -1) break
      at = lineEnd
      if (this.#isLineEmpty || this.kind === 'ndjson') {
        const rest = bytes.subarray(begin, lineEnd + 1)
        parts.push(rest, ...this.#end(rest))
        begin = lineEnd + 1
      }
      this.#isLineEmpty = true
    }
    const open = bytes.subarray(begin)
    if (open.length > 0) this.#event.push(open)
    return parts.length === 0 ? bytes : joined([...parts, open])
  }

  /** The whole event once more, where it is one and is wanted. */
  #end(rest: Uint8Array): Uint8Array[] {
    const event = joined([...this.#event, rest])
    this.#event = []
    const text = new TextDecoder().decode(event)
    // Heartbeats are no events.
    const isEvent = this.kind === 'sse' ? /^data/m.test(text) : text.trim() !== ''
    return isEvent && this.isWanted() ? [event] : []
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
