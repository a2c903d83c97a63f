import type { VideoMediaPart, VideoPromptPart } from '@reelstate/core/protocol'
import type { JobStore } from '../jobs/job-store.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'

/** A literal outside of what is known does not compile; a plain `string` or `number` is checked when it runs. */
type Literal<TGiven, TKnown, TWide> = TWide extends TGiven
  ? TGiven
  : [TGiven] extends [TKnown]
    ? TGiven
    : TKnown

type SizeOf<TAdapter> = TAdapter extends { readonly sizes?: readonly (infer TSize)[] } ? TSize : string
type DurationOf<TAdapter> = TAdapter extends { snapDuration?(seconds: number): infer TDuration }
  ? Extract<TDuration, number>
  : number

type ModelOptionsOf<TAdapter> = TAdapter extends { readonly modelOptions?: infer TOptions }
  ? NonNullable<TOptions> & { size?: unknown; seconds?: unknown }
  : Record<string, unknown>

type KindsOf<TAdapter> = TAdapter extends { readonly inputParts?: readonly (infer TKind)[] } ? TKind : never
/** Parts of a kind that the model does not take do not compile. */
type PartOf<TAdapter> =
  | Extract<VideoPromptPart, { type: 'text' }>
  | (VideoMediaPart & { type: KindsOf<TAdapter> })

/** What to make, and how long to wait for it. */
export interface GenerateVideoOptions<
  TAdapter extends AnyVideoAdapter = AnyVideoAdapter,
  TSize extends string = string,
  TDuration extends number = number,
> extends RunOptions {
  adapter: TAdapter
  /** A text, or parts where the model takes more than text. */
  prompt: string | readonly PartOf<TAdapter>[]
  /** `WIDTHxHEIGHT` in pixels. Default: `1280x720`, or what the adapter knows to be better. */
  size?: Literal<TSize, SizeOf<TAdapter>, string> | undefined
  /** Seconds. Default: 8, or the nearest that the model makes. */
  duration?: Literal<TDuration, DurationOf<TAdapter>, number> | undefined
  /** Options of one model. `size` and `seconds` in it stand in for `size` and `duration`, where those are absent. */
  modelOptions?: ModelOptionsOf<TAdapter> | undefined
  /**
   * The same key always means the same job. With a `store` that holds for any provider; without one it is passed on to the
   * adapter, and holds where its provider honours keys.
   */
  idempotencyKey?: string | undefined
  /** Hears of the job as soon as its id is known, also when whoever waited for it has left. */
  onJobCreated?: ((jobId: string) => void) | undefined
  jobId?: undefined
}

/** Which job to follow, and how long. */
export interface FollowVideoOptions extends RunOptions {
  adapter: AnyVideoAdapter
  /** A job that exists; nothing is created. */
  jobId: string
  prompt?: undefined
}

export interface RunOptions {
  /** How long to wait, in ms, from the start of reading. Default: 600,000. The job outlives it. */
  maxDuration?: number | undefined
  /** Stops the waiting, not the job: a stream ends without a verdict. A create on its way is not aborted. */
  abortSignal?: AbortSignal | undefined
  /**
   * Where jobs are remembered: a job then survives a crash of this process, any instance continues it, and a key that is
   * repeated never orders twice. Its `jobId` is the store's. Without a store the provider's own id is used, and the run
   * lasts as long as somebody reads it.
   */
  store?: JobStore | undefined
  /** Ids of the run, as the client sent them. Default: new ones. */
  runId?: string | undefined
  threadId?: string | undefined
}

export interface StreamOptions {
  stream: true
  /** Time between two polls, in ms, never below the provider's own limit. Default: from 500 up to 5,000, as news come. */
  pollingInterval?: number | undefined
  /**
   * What the client may do on the same URL: set what is mounted there. Default: nothing. `cancel` is passed on only
   * for an adapter that can.
   */
  advertise?: Advertise | undefined
}

export interface Advertise {
  /** `GET url?ref=` follows the job. */
  resume?: boolean | undefined
  /** `DELETE url?ref=` stops the job at the provider. */
  cancel?: boolean | undefined
}
