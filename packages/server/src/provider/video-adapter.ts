import type { CancelOutcome, VideoJobStatus, VideoMediaPart } from '@reelstate/core/protocol'

/** What a provider is asked to create. */
export interface CreateVideoJobOptions {
  prompt: string
  /** Images, videos and sounds to make it from; only of the kinds that the adapter names in `inputParts`. */
  parts?: readonly VideoMediaPart[] | undefined
  /** An earlier video of the same provider to work on; only for actions among its `capabilities`. */
  base?: BaseVideo | undefined
  /** `WIDTHxHEIGHT` in pixels. */
  size?: string | undefined
  /** Seconds. */
  duration?: number | undefined
  modelOptions?: Record<string, unknown> | undefined
  /** The same key always means the same job; an adapter passes it on where the provider honours one. */
  idempotencyKey?: string | undefined
  /** Where the provider may report on this job: only this job, and only for one with a `webhook`. */
  webhookUrl?: string | undefined
  abortSignal?: AbortSignal | undefined
}

/** What to do with a video that the provider has made. */
export interface BaseVideo {
  action: VideoAction
  /** The provider's name for its job. */
  jobId: string
}

/**
 * - `edit`: change what the prompt says, and keep the rest.
 * - `extend`: go on where it ends.
 * - `remix`: make it anew, with a changed prompt.
 */
export type VideoAction = 'edit' | 'extend' | 'remix'

export interface VideoJobResult {
  jobId: string
  model: string
}

/** A provider's report on a job. */
export interface VideoStatusResult {
  jobId: string
  status: VideoJobStatus
  /** 0-100, only where the provider reports it. */
  progress?: number
  /** What the progress counts, for people: `frame 96 of 192`. */
  message?: string
  /** Jobs ahead of this one. */
  queuePosition?: number
  /** An estimate of the time left, in ms. */
  etaMs?: number
  /** How long the provider asks to wait before the next poll, in ms. */
  pollAfterMs?: number
  /** The provider's verdict, when `status` is `failed`. Users read it: it must hold no key and no private URL. */
  error?: string
  /** Why, in the library's terms: `moderated`, `canceled`; `generation_failed` when absent. */
  errorCode?: 'moderated' | 'canceled' | 'generation_failed'
}

export interface VideoUrlResult {
  jobId: string
  url: string
  /** The URL works only with the provider's key: it never leaves the server, and `openContent` reads the video. */
  needsKey?: boolean
  expiresAt?: Date
  /** What the provider counted or charged, as it says it. */
  usage?: object
}

/** Durations a model can make, in seconds. */
export type DurationOptions<TValue = number> =
  | { kind: 'discrete'; values: readonly TValue[] }
  | { kind: 'range'; min: number; max: number; step?: number; unit: 'seconds' }
  | {
      kind: 'mixed'
      values: readonly TValue[]
      range?: { min: number; max: number; step?: number }
    }
  | { kind: 'none' }

export interface AdapterCallOptions {
  /** Aborts when the answer is no longer awaited. */
  abortSignal?: AbortSignal | undefined
}

/**
 * One model at one provider. Three methods make an adapter; the rest is optional.
 *
 * Rules: `createVideoJob` sends one request and never retries it. A method that cannot reach the provider throws;
 * it never reports `failed`, which is the provider's verdict on the job. A state it does not know is `processing`.
 * A `VideoError` that it throws is shown to users; the text of any other error stays on the server.
 */
export interface VideoAdapter<
  TSize extends string = string,
  TDuration extends number = number,
  TPart extends VideoMediaPart['type'] = VideoMediaPart['type'],
  TModelOptions extends object = Record<string, unknown>,
> extends AnyVideoAdapter {
  /** One request. A `VideoError` says for certain that no job was made; any other error leaves that open. */
  createVideoJob(options: CreateVideoJobOptions): Promise<VideoJobResult>
  /** Sizes the model knows, for compile-time checks and menus; without `checkInput`, the only ones accepted. */
  readonly sizes?: readonly TSize[]
  readonly inputParts?: readonly TPart[]
  /** Only a type, for compile-time checks: nobody sets it. */
  readonly modelOptions?: TModelOptions
  availableDurations?(): DurationOptions
  /** The nearest duration the model can make; ties go to the shorter. */
  snapDuration?(seconds: number): TDuration | undefined
}

/** What a provider can do. What is absent or false it cannot, or does not say. */
export interface VideoCapabilities {
  /** What it tells of a job on the way: how much is done, how many are ahead, or nothing. */
  progress?: 'percent' | 'queue' | 'none'
  /** Until when a job can be stopped: as long as it runs, or only while it waits. */
  cancel?: 'running' | 'queued' | 'none'
  /** Whether another process can go on with a job that this one has created. */
  resume?: boolean
  /** Whether it reports by itself on jobs that name a `webhookUrl`. */
  webhook?: boolean
  /** What it does with a video of its own. */
  actions?: readonly VideoAction[]
  /** The same `idempotencyKey` means the same job at the provider: an order without an answer may be repeated. */
  idempotency?: boolean
}

/** A provider's limit on requests. */
export interface RateLimit {
  /** Names whose limit it is, such as a hash of the API key; never the key itself. */
  key: string
  requestsPerMinute: number
  /** Requests allowed at once after a pause. Default: `requestsPerMinute`. */
  burst?: number
}

/** An order whose answer was lost. */
export interface LostOrder extends CreateVideoJobOptions {
  since: Date
}

/** What a provider reports by itself. */
export interface VideoWebhook {
  /**
   * Checks the signature over the body as it came, and says what it is about. Throws a `VideoError` `unauthorized` for
   * one that is forged, altered or older than the provider's tolerance. What it says of the video's state is a hint to
   * ask now, never believed.
   */
  verify(delivery: { body: Uint8Array; headers: Headers }): Promise<WebhookReport>
}

export interface WebhookReport {
  /** Unique per delivery, the same when it is delivered again. */
  deliveryId: string
  /** The provider's name for the job. */
  jobId: string
}

/** What the functions of this package accept: a `VideoAdapter`, or an adapter written for TanStack AI. */
export interface AnyVideoAdapter {
  readonly kind: 'video'
  /** The provider, such as `local`. */
  readonly name: string
  readonly model: string
  createVideoJob(options: never): Promise<VideoJobResult>
  getVideoStatus(jobId: string, options?: AdapterCallOptions): Promise<VideoStatusResult>
  /** Called only once the status is `completed`. */
  getVideoUrl(jobId: string, options?: AdapterCallOptions): Promise<VideoUrlResult>
  /** Stops the job at the provider. */
  cancelVideoJob?(jobId: string, options?: AdapterCallOptions): Promise<CancelOutcome>
  /** Throws a `VideoError` `invalid_input` when the provider would refuse this; called before any request. */
  checkInput?(options: CreateVideoJobOptions): void
  /** Throws a `VideoError` `invalid_input` for options that the model does not take; called before any request. */
  checkModelOptions?(modelOptions: Record<string, unknown>): void
  readonly sizes?: readonly string[]
  /** What a prompt may hold beside text; nothing when absent. */
  readonly inputParts?: readonly VideoMediaPart['type'][]
  /** The longest prompt accepted, in characters. */
  readonly maxPromptLength?: number
  /** The shortest time between two polls that the provider allows, in ms. */
  readonly pollingFloorMs?: number
  /** The longest time between two polls, in ms: for a provider so near that asking costs nothing. */
  readonly pollingCeilingMs?: number
  readonly capabilities?: VideoCapabilities
  /** How many requests the provider allows; shared by all jobs and instances with the same `key`. */
  readonly rateLimit?: RateLimit
  /**
   * The jobs that the provider lists as created since `since`. Used to find an order whose answer was lost: it is
   * taken for ours only when exactly one matches.
   */
  findVideoJobs?(order: LostOrder, options?: AdapterCallOptions): Promise<readonly { jobId: string }[]>
  /**
   * The video's bytes, where its URL needs a key; undefined where the URL of this job needs none, and is used instead.
   * `range` is a `Range` header; an answer that ignores it is fine. Must pass on `abortSignal`.
   */
  openContent?(
    jobId: string,
    options: AdapterCallOptions & { range?: string | undefined },
  ): Promise<Response | undefined>
  readonly webhook?: VideoWebhook
  availableDurations?(): DurationOptions<string | number | undefined>
  snapDuration?(seconds: number): string | number | undefined
}
