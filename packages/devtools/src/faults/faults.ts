/** Trouble on the way to the server, made on purpose. Everything else passes through. */
export interface Faults {
  /** Hand it to the transport: `fetchServerSentEvents(url, { fetch: faults.fetch })`. */
  readonly fetch: typeof fetch
  readonly state: FaultState
  /** Breaks off every answer that is being read, as a lost connection does. */
  drop(): void
  /** While offline, requests fail, `navigator.onLine` is false, and the page hears `offline` and `online`. */
  setOffline(isOffline: boolean): void
  /** How much later every answer, and every piece of it, comes; ms, 0 to 60,000. */
  setDelay(ms: number): void
  /** The next request reaches nobody: a proxy answers it 502, with a page of HTML. `false` takes that back. */
  failNext(isWanted?: boolean): void
  /** The next event of the stream comes twice. `false` takes that back. */
  duplicateNext(isWanted?: boolean): void
  /** Calls back after every change of `state`. */
  subscribe(listener: () => void): () => void
}

export interface FaultState {
  readonly isOffline: boolean
  readonly delayMs: number
  /** Chosen, and not yet met by a request or an event. */
  readonly failsNext: boolean
  readonly duplicatesNext: boolean
}
