import type { VideoFetcher } from './fetcher-transport.js'
import type {
  VideoError,
  VideoGenerateInput,
  VideoGenerateResult,
  VideoStatusInfo,
  WireEvent,
} from './protocol.js'
import type { ConnectionAdapter } from './transport.js'
import type { VideoPersistence } from './video-persistence.js'
import type { VideoState } from './video-state.js'

/** How the server is reached, before it is checked that there is exactly one way. */
export interface VideoTransportOptions {
  connection?: ConnectionAdapter | undefined
  fetcher?: VideoFetcher | undefined
}

/** Exactly one way to the server. */
export type VideoTransport =
  | { connection: ConnectionAdapter; fetcher?: undefined }
  | { fetcher: VideoFetcher; connection?: undefined }

export interface VideoCallbacks<TTransformed = void> {
  /**
   * The video is ready, or is shown again: after a reload, or because its URL was renewed. What it returns becomes
   * `result`; null, undefined and promises keep the video itself.
   */
  onResult?: (result: VideoGenerateResult) => TTransformed
  onError?: (error: VideoError) => void
  /** 0-100, with what is counted where the provider says so. */
  onProgress?: (progress: number, message?: string) => void
  onJobCreated?: (jobId: string) => void
  /** Every status report, also one that changed nothing. */
  onStatusUpdate?: (status: VideoStatusInfo) => void
  /** Every event of the wire, as it came. */
  onChunk?: (event: WireEvent) => void
}

export type VideoClientOptions<TTransformed = void> = VideoTransport & VideoRunOptions<TTransformed>

export interface VideoRunOptions<TTransformed = void> extends VideoCallbacks<TTransformed> {
  /** Added to the `data` of every create request. */
  body?: Record<string, unknown>
  /** How long a run may take, in ms. Default: 600,000. A resumed run starts anew. */
  maxDuration?: number
  /** Reconnects without progress before the run ends as `connection_lost`. Default: unlimited. */
  maxAttempts?: number
  /**
   * How long a stream may be silent before it is opened again, in ms, where the job can be followed. Default: 45,000 once
   * the server has sent a heartbeat, otherwise without end.
   */
  stallMs?: number
  /** What a `generate` during a run does: it is refused, or it stops the run and replaces it. Default: `refuse`. */
  whenBusy?: 'refuse' | 'replace'
  /** Keeps runs beyond the page: `persistence({ key })` of `@reelstate/core/persist`. Read once, when the client is made. */
  persist?: VideoPersistence
  /** An XState inspector: sees every event and state of the machine. Read once, when the client is made. */
  inspect?(event: InspectionEvent): void
}

/** The part of XState's inspection events that every inspector reads. */
export interface InspectionEvent {
  type: string
  rootId: string
  actorRef: unknown
}

/** What a `generate` came to. */
export type GenerateOutcome<TResult = VideoGenerateResult> =
  | { outcome: 'success'; result: TResult }
  | { outcome: 'error'; error: VideoError }
  /** Stopped or reset; `canceled` in the state says what the provider answered. */
  | { outcome: 'canceled' }
  /** The page went away; the job goes on. */
  | { outcome: 'detached' }
  | { outcome: 'refused'; reason: 'busy' | 'disposed' }

/** `onResult`'s return type as the type of `result`. */
export type VideoResultOf<TTransformed> = TTransformed extends void | null | undefined | PromiseLike<unknown>
  ? VideoGenerateResult
  : TTransformed

/** The methods of a video client; each may be passed about on its own, also as an event handler. */
export interface VideoMethods<TResult = VideoGenerateResult> {
  /** Orders one video. Never rejects; settles when the run has ended, is stopped, reset or left. */
  generate(input: VideoGenerateInput): Promise<GenerateOutcome<TResult>>
  /** Stops the run, at the provider too where the server offers it. */
  stop(): void
  /** Stops the run and forgets everything. */
  reset(): void
  /** After an error: continues the same job where it can be continued, otherwise tries again. */
  retry(): Promise<GenerateOutcome<TResult>>
  /** Follows a job that exists; creates nothing. */
  resume(reference: string): Promise<GenerateOutcome<TResult>>
  /**
   * Asks for the result's URL again, where the server can; an answer that does not come changes nothing. A URL that has an
   * `expiresAt` is renewed by itself a minute before, while the client is attached.
   */
  refreshResult(): void
}

/** The machine's actor, as selectors, inspectors and charts read it. */
export interface VideoActor {
  readonly id: string
  readonly sessionId: string
  /** The XState machine. */
  readonly logic: unknown
  getSnapshot(): { readonly value: unknown; readonly context: unknown; readonly status: string }
  subscribe(listener: (snapshot: { readonly value: unknown; readonly context: unknown }) => void): {
    unsubscribe(): void
  }
}

export interface VideoClient<TResult = VideoGenerateResult> extends VideoMethods<TResult> {
  getState(): VideoState<TResult>
  /** Calls back after every change, never for one that shows the same. */
  subscribe(listener: (state: VideoState<TResult>) => void): () => void
  /** Says that a page shows this client, until the returned function is called. Leaving is not stopping. */
  attach(): () => void
  /** Leaves for good: the job goes on, `generate` is refused. */
  dispose(): void
  readonly actor: VideoActor
}
