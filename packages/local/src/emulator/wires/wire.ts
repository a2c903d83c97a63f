import type { EmulatedJob, EmulatedProvider } from '../emulator-job.js'

/** The protocol of one provider. */
export interface Wire {
  provider: EmulatedProvider
  /** Where its routes live on the emulator: `/fal`. */
  prefix: string
  /** The hosts whose requests `emulator.fetch` sends here, their whole path behind the prefix: `queue.fal.run`. */
  hosts: readonly string[]
  /** The page of the vendor's documentation that the wire follows. */
  section: string
  /** The vendor's SDK that completed a job against it, such as `openai 7.55.0`; undefined: unverified. */
  verifiedBy: string | undefined
  /** What the vendor's SDK takes as base URL, from the root of the emulator: `/openai/v1`. */
  basePath: string
  /** Its routes answer without the prefix too. */
  answersBare?: true
  routes: readonly Route[]
  /** An error in the provider's own form. `Retry-After` is added to it. */
  error(error: WireError): Response
  /** Undefined where the provider sends none. */
  webhook?: WireWebhook
}

export interface Route {
  method: string
  /** Below the prefix: `/v1/videos/:id/content`. `:id` is always a job's id: by it the emulator finds the scenario. */
  path: string
  /** Which generic faults apply: those of polls to `status`, those of the result to `content`. */
  kind: 'create' | 'status' | 'result' | 'content' | 'cancel' | 'list' | 'other'
  /** The vendor's documentation that this route follows, or `types of <sdk>`. */
  source: string
  /** Answered without a key. */
  public?: true
  /** May throw a `WireError`, which is then answered in the provider's form. */
  answer(call: WireCall): Promise<Response> | Response
}

export interface WireCall {
  request: Request
  params: Record<string, string>
  query: URLSearchParams
  /** Parsed JSON or `FormData`; undefined when there is none. */
  body: unknown
  emulator: WireContext
  /** The root of the wire as the client sees it: `http://127.0.0.1:4000/openai`, or `https://queue.fal.run`. */
  origin: string
}

export interface WireOrder {
  prompt: string
  model: string
  /** `1280x720`. */
  size?: string
  seconds?: number
  webhookUrl?: string
  /** Kept with the job, for the wire to read and for tests to look at. */
  input: unknown
  /** In the provider's own form; default: a UUID. */
  id?: string
}

/** What the routes of one wire are given. They see the jobs of their own provider only. */
export interface WireContext {
  /** Creates and bills a job; throws a `WireError` when the order is not possible or the scenario refuses it. */
  create(order: WireOrder): EmulatedJob
  find(id: string): EmulatedJob | undefined
  /** As `find`; throws a `WireError` `not_found` when there is no such job. */
  get(id: string | undefined): EmulatedJob
  /** Oldest first. */
  list(): readonly EmulatedJob[]
  cancel(job: EmulatedJob): 'canceled' | 'too_late'
  /** The job is not found from now on, and stays on the bill. */
  remove(job: EmulatedJob): void
  /** The finished bytes, with ranges; throws a `WireError` `not_found` for a job that did not succeed. */
  content(job: EmulatedJob, request: Request): Promise<Response>
  /** A new public link to the bytes that needs no key; in the scenario `url-expired` the first one fetched is 403. */
  link(job: EmulatedJob): string
  /** What this wire's webhooks are signed with. */
  webhookSecret: string
}

export interface WireWebhook {
  /** A fresh secret in the provider's form. */
  createSecret(): string
  /**
   * The webhook about a job that has just started (`state` is `running`) or ended; undefined when the provider
   * sends none about that.
   */
  compose(occasion: WebhookOccasion): WebhookMessage | undefined
}

export interface WebhookOccasion {
  job: EmulatedJob
  /** The same for each attempt and for a duplicate. */
  deliveryId: string
  at: Date
  secret: string
  /** The root of the wire: `http://127.0.0.1:4000/fal`. */
  origin: string
  link(job: EmulatedJob): string
}

export interface WebhookMessage {
  headers: Record<string, string>
  body: string
}

const STATUS = {
  invalid_input: 400,
  moderated: 400,
  unauthorized: 401,
  url_expired: 403,
  not_found: 404,
  /** The whole video API is no longer there. */
  unavailable: 404,
  method_not_allowed: 405,
  gone: 410,
  rate_limited: 429,
  server_error: 500,
} as const

export type WireErrorKind = keyof typeof STATUS

/** A request that is not granted, before a wire has put it into its provider's form. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly kind: WireErrorKind
  /** HTTP. */
  readonly status: number
  /** The field of the request that was wrong. */
  readonly param: string | undefined
  /** Seconds. */
  readonly retryAfter: number | undefined

  constructor(kind: WireErrorKind, message: string, details: { param?: string; retryAfter?: number } = {}) {
    super(message)
    this.kind = kind
    this.status = STATUS[kind]
    this.param = details.param
    this.retryAfter = details.retryAfter
  }
}
