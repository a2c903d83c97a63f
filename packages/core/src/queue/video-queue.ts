import type { VideoError, VideoGenerateInput, VideoGenerateResult } from '../protocol.js'
import type {
  GenerateOutcome,
  InspectionEvent,
  VideoActor,
  VideoCallbacks,
  VideoClient,
  VideoRunOptions,
  VideoTransport,
} from '../video-client.js'
import type { VideoState } from '../video-state.js'
import type { QueuePersistence } from './queue-persistence.js'

/** One prompt of a queue. */
export interface QueueEntry {
  readonly id: string
  readonly input: VideoGenerateInput
}

/** Where one video of a queue is. */
export type QueuedVideoStatus = 'waiting' | 'generating' | 'success' | 'error' | 'canceled'

/** One video of a queue, as an immutable object that is replaced only when something changed. */
export interface QueuedVideo<TResult = VideoGenerateResult> extends QueueEntry {
  readonly status: QueuedVideoStatus
  /** Its run, as a single one shows it. After a reload, a finished video may take a moment to be there again. */
  readonly video: VideoState<TResult>
}

/** `idle` has no video, `done` none that waits or runs; `paused` is until `resume`, whatever there is. */
export type VideoQueueStatus = 'idle' | 'running' | 'paused' | 'done'

/** Everything there is to show, as one immutable object that is replaced only when something changed. */
export interface VideoQueueState<TResult = VideoGenerateResult> {
  readonly status: VideoQueueStatus
  /** In the order they were added. */
  readonly items: readonly QueuedVideo<TResult>[]
  /**
   * 0-100: the ended videos, however they ended, and what the others report. It falls only when a video is added or
   * tried again. Null where there is none.
   */
  readonly progress: number | null
  readonly counts: Readonly<Record<QueuedVideoStatus, number>>
}

/** A single video's callbacks, told which one it is about. */
export interface VideoQueueCallbacks<TTransformed = void> {
  /** A video is ready. What it returns becomes its `result`; null, undefined and promises keep the video itself. */
  onResult?: (result: VideoGenerateResult, item: QueueEntry) => TTransformed
  onError?: (error: VideoError, item: QueueEntry) => void
  /** 0-100, with what is counted where the provider says so. */
  onProgress?: (progress: number, message: string | undefined, item: QueueEntry) => void
  onJobCreated?: (jobId: string, item: QueueEntry) => void
  /** Every status report, also one that changed nothing. */
  onStatusUpdate?: (
    ...args: [...Parameters<NonNullable<VideoCallbacks['onStatusUpdate']>>, QueueEntry]
  ) => void
  /** Every event of the wire, as it came. */
  onChunk?: (...args: [...Parameters<NonNullable<VideoCallbacks['onChunk']>>, QueueEntry]) => void
}

export type VideoQueueOptions<TTransformed = void> = VideoTransport &
  VideoQueueCallbacks<TTransformed> &
  Pick<VideoRunOptions, 'body' | 'maxDuration' | 'maxAttempts' | 'stallMs'> & {
    /** How many are under way at once, at most: an integer from 1. Read once, when the queue is made. Default: 2. */
    concurrency?: number
    /** Keeps the queue beyond the page: `queuePersistence({ key })` of `@reelstate/core/persist`. Read once, when the queue is made. */
    persist?: QueuePersistence
    /** An XState inspector: sees every event and state of the queue and of its videos. Read once, when the queue is made. */
    inspect?(event: InspectionEvent): void
  }

/** Options, or a function that is asked whenever one is needed: for bindings whose options change. */
export type VideoQueueOptionsSource<T> = VideoQueueOptions<T> | (() => VideoQueueOptions<T>)

/** A video that was added. */
export interface AddedVideo<TResult = VideoGenerateResult> {
  readonly id: string
  /** How it first ended. Never rejects; `detached` where the page went away before. */
  readonly outcome: Promise<GenerateOutcome<TResult>>
}

/** The methods of a queue; each may be passed about on its own, also as an event handler. */
export interface VideoQueueMethods<TResult = VideoGenerateResult> {
  /** Puts one prompt, or a batch, at the end. Each is ordered when it is its turn. */
  add(input: VideoGenerateInput): AddedVideo<TResult>
  add(inputs: readonly VideoGenerateInput[]): AddedVideo<TResult>[]
  /** Starts nothing new; what is under way goes on. */
  pause(): void
  resume(): void
  /** Stops one, at the provider too where the server offers that. Its place is free once the provider has answered. */
  cancel(id: string): void
  /** Stops all that wait or are under way. */
  cancelAll(): void
  /** Lets one that ended in an error wait again: it continues its job where it can be continued. */
  retry(id: string): void
  /** Takes one off the list. One that is under way, or whose stop the provider has not answered, stays. */
  remove(id: string): void
  /** Takes all off the list that have ended. */
  clear(): void
}

/** What may be done with one video of a queue beside it: for selectors, charts, and a URL that has expired. */
export type QueuedVideoClient<TResult = VideoGenerateResult> = Pick<
  VideoClient<TResult>,
  'getState' | 'subscribe' | 'refreshResult' | 'actor'
>

export interface VideoQueue<TResult = VideoGenerateResult> extends VideoQueueMethods<TResult> {
  getState(): VideoQueueState<TResult>
  /** Calls back after every change, never for one that shows the same. */
  subscribe(listener: (state: VideoQueueState<TResult>) => void): () => void
  /** One of its videos; undefined where there is none of this id. */
  video(id: string): QueuedVideoClient<TResult> | undefined
  /**
   * Says that a page shows this queue, until the returned function is called. Once the last page has left, what is under
   * way goes on at the provider, and nothing new is started: an app that leaves a page but wants the rest stays attached.
   */
  attach(): () => void
  /** Leaves for good: what is under way goes on at the provider, `add` is refused. */
  dispose(): void
  readonly actor: VideoActor
}
