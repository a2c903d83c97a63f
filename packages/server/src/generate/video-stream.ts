import { runError, type VideoError, type WireEvent } from '@reelstate/core/protocol'

/**
 * The events of one run. Read once: the job is created when reading starts, and a second reader gets nothing. To stop
 * reading is to leave: polling ends at once, and the job goes on at the provider.
 */
export interface VideoStream extends AsyncIterableIterator<WireEvent> {
  /**
   * Why nothing will be asked of the provider. Reading then yields one `RUN_ERROR`; `toServerSentEventsResponse` and
   * `toHttpResponse` answer with JSON and a 4xx or 5xx status.
   */
  readonly refusal: VideoError | undefined
}

/** A stream from a generator, which learns at once, also in the middle of a wait, that its reader left. */
export function videoStream(start: (left: AbortSignal) => AsyncGenerator<WireEvent, void>): VideoStream {
  const left = new AbortController()
  const events = start(left.signal)
  return {
    refusal: undefined,
    next: () => events.next(),
    return() {
      left.abort()
      return events.return()
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** A stream that never starts anything. */
export function refusedStream(refusal: VideoError): VideoStream {
  async function* events() {
    yield runError(refusal)
  }
  return Object.assign(events(), { refusal })
}
