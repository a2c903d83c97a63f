import { type CancelOutcome, VideoError, type VideoErrorCode } from '../protocol.js'
import { answerJson } from './answer-json.js'
import { checkFault, checkModelSettings } from './check-model-settings.js'
import { clockInForce } from './clock-in-force.js'
import { createRealClock } from './create-real-clock.js'
import { isOver, type JobEnding, type ModelJob, type ModelWork, versionOf } from './model-job.js'
import { ModelStreams } from './model-stream.js'
import type { TestClock } from './test-clock.js'

/** What goes wrong with one request. Where `arrives` is true the server did its part, and only the answer is lost. */
export type Fault =
  | { kind: 'none' }
  /** It never arrives, or its answer does not. */
  | { kind: 'network'; arrives: boolean }
  /** An HTTP error: a page of HTML by default, as gateways send it, or the server's own words. `retryAfter` is in seconds. */
  | {
      kind: 'status'
      status: number
      arrives: boolean
      retryAfter?: number
      error?: { code: VideoErrorCode; message: string }
    }
  /** A page of HTML with the status 200. */
  | { kind: 'html'; arrives: boolean }
  /** The answer breaks off after so many bytes: by an error, by its end, or by silence. */
  | { kind: 'cut'; bytes: number; how: 'error' | 'end' | 'stall' }
  /** Frames that are no JSON, a provider that begins anew, and every event twice. */
  | { kind: 'noise' }
  /** An instance answers that does not know the latest yet; ms. */
  | { kind: 'stale'; behind: number }
  /** The server cannot say whether the provider took the order (`ambiguous_create`). */
  | { kind: 'unsure' }

/** How the model behaves; every field has a default, and all of it is data. */
export interface ModelServerSettings extends Partial<ModelWork> {
  /** What goes wrong, request by request; those beyond the list go well. */
  faults?: readonly Fault[]
  /** How each job ends, in the order of their creation; those beyond the list end with their video. */
  endings?: readonly JobEnding[]
  /** How long a request is on its way, in ms. Default: 50. */
  latencyMs?: number
  /** How many bytes come at once. Default: 65,536. */
  chunkSize?: number
  /** How often a stream sends a comment while nothing changes, in ms; 0 for never. Default: 15,000. */
  heartbeatMs?: number
}

export interface ModelServerOptions extends ModelServerSettings {
  /** Asked for each request in place of `faults`. */
  nextFault?: () => Fault
  /** Default: the clock of the first test client that asks; elsewhere real time, or whatever fake timers are installed. */
  clock?: TestClock
}

/** A request that the server saw, or that went wrong before. */
export interface ModelRequest {
  method: string
  url: string
  /** By their names in lower case. */
  headers: Record<string, string>
  /** What its JSON says; null where it has none. */
  body: unknown
  fault: Fault
}

/**
 * The server's side of the wire as a model: jobs by idempotency key, events from the state of a job, real bytes in real
 * `Response` streams. Use it with the real transports:
 *
 * ```ts
 * const clock = createSimulatedClock()
 * const server = createModelServer({ workMs: 60_000, faults: [{ kind: 'cut', bytes: 400, how: 'error' }], clock })
 * const connection = fetchServerSentEvents('https://model.test/video', { fetch: server.fetch })
 * const video = createTestClient({ connection, clock })
 * ```
 *
 * Without a clock it takes the one of the test client that asks it first, and works in real time for anybody else. A client
 * on another clock gets an error that says so. Throws a `TypeError` that names a setting which no server can have.
 */
export function createModelServer(options: ModelServerOptions = {}): ModelServer {
  return new ModelServer(options)
}

export class ModelServer {
  /** By idempotency key, in the order of their creation: each one is paid for. An order without a key is a job of its own. */
  readonly jobs = new Map<string, ModelJob>()
  readonly requests: ModelRequest[] = []

  private clock: TestClock
  private isClockSettled: boolean
  private readonly work: ModelWork
  private readonly nextFault: () => Fault
  private readonly streams: ModelStreams

  constructor(private readonly options: ModelServerOptions) {
    checkModelSettings(options)
    const { clock = createRealClock(), faults = [], chunkSize = 65_536, heartbeatMs = 15_000 } = options
    const queue = [...faults]
    this.clock = clock
    this.isClockSettled = options.clock !== undefined
    this.nextFault = options.nextFault ?? (() => queue.shift() ?? { kind: 'none' })
    this.work = {
      workMs: options.workMs ?? 20_000,
      queueMs: options.queueMs ?? 0,
      newsMs: options.newsMs ?? 5_000,
      reportsProgress: options.reportsProgress ?? true,
      offers: options.offers ?? { resume: true, cancel: true },
      videoUrl: options.videoUrl ?? 'https://videos.example/{job}.mp4',
      urlLastsMs: options.urlLastsMs,
    }
    this.streams = new ModelStreams({ clock: () => this.clock, work: this.work, chunkSize, heartbeatMs })
  }

  /** Bodies that somebody still reads. */
  get open(): number {
    return this.streams.open
  }

  /** Breaks every stream that is open, as a server that restarts does. */
  drop(): void {
    this.streams.drop()
  }

  /** Cancels a job from elsewhere: another tab, or the provider's own page. Default: the latest. */
  cancel(job = [...this.jobs.values()].at(-1)): CancelOutcome {
    if (!job) return 'unsupported'
    if (isOver(job, this.clock.now())) return job.isCanceled ? 'canceled' : 'too_late'
    job.isCanceled = true
    return 'canceled'
  }

  /** What the transports take as their `fetch`. A path without an origin is one of `https://model.test`. */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    this.runOn(clockInForce())
    const request = input instanceof Request ? input : undefined
    const { headers = request?.headers, signal = request?.signal } = init
    const method = (init.method ?? request?.method ?? 'GET').toUpperCase()
    const url = new URL(request?.url ?? `${input}`, 'https://model.test')
    const fault = this.nextFault()
    checkFault('nextFault()', fault)
    const sent = new Headers(headers)
    const entry = { method, url: url.href, headers: Object.fromEntries(sent), body: toJson(init.body), fault }
    this.requests.push(entry)
    // Some time passes on the way.
    await new Promise<void>((resolve) => {
      this.clock.setTimeout(resolve, this.options.latencyMs ?? 50)
    })
    if (signal?.aborted) throw new DOMException('Aborted.', 'AbortError')
    if (request && init.body === undefined) entry.body = toJson(await request.clone().text())
    const arrives = !('arrives' in fault) || fault.arrives
    const answer = arrives ? this.answer(method, url, sent, fault, signal) : undefined
    if (fault.kind === 'network') throw new TypeError('fetch failed')
    if (fault.kind === 'html') return new Response('<h1>Hello</h1>', { headers: HTML })
    if (fault.kind === 'status') return refuse(fault)
    return answer?.() ?? new Response(null, { status: 500 })
  }

  /** The clock of the test client that asks. Two times in one server would let one of them wait for ever. */
  private runOn(clock: TestClock | undefined): void {
    if (clock && this.isClockSettled && clock !== this.clock)
      throw new VideoError(
        'invalid_options',
        'This model server runs on another clock than the test client that asks it. Give both the same: createModelServer({ clock }) and createTestClient({ connection, clock }).',
      )
    if (!this.isClockSettled) this.clock = clock ?? this.clock
    this.isClockSettled = true
  }

  private answer(
    method: string,
    { searchParams }: URL,
    headers: Headers,
    fault: Fault,
    signal: AbortSignal | null | undefined,
  ): () => Response {
    const known = [...this.jobs.values()].find(
      ({ id, key }) => id === searchParams.get('ref') || key === searchParams.get('key'),
    )
    const held = headers.get('last-event-id')
    const key = headers.get('idempotency-key') ?? `without a key ${this.jobs.size + 1}`
    const ordered = () => this.jobs.get(key) ?? (held === null ? this.create(key) : undefined)
    const job = method === 'POST' ? ordered() : known
    if (!job)
      return () => answerJson({ error: { code: 'not_found', message: 'No such job.' } }, 404, fault, signal)
    if (method === 'DELETE') {
      const outcome = this.cancel(job)
      return () => answerJson({ outcome }, 200, fault, signal)
    }
    const after = Number(held ?? searchParams.get('after') ?? 0)
    const now = this.clock.now()
    if (held !== null && isOver(job, now) && after >= versionOf(job, this.work, now))
      return () => new Response(null, { status: 204 })
    return () =>
      new Response(this.streams.follow(job, after, fault, signal), {
        headers: { 'Content-Type': 'text/event-stream' },
      })
  }

  private create(key: string): ModelJob {
    const now = this.clock.now()
    const { queueMs, workMs } = this.work
    const number = this.jobs.size
    const job: ModelJob = {
      id: `job-${number + 1}`,
      key,
      createdAt: now,
      startsAt: now + queueMs,
      endsAt: now + queueMs + workMs,
      ending: this.options.endings?.[number] ?? 'video',
      links: 0,
      isCanceled: false,
    }
    this.jobs.set(key, job)
    return job
  }
}

const HTML = { 'Content-Type': 'text/html' }
/** The statuses that no `Response` may have a body with. */
const WITHOUT_BODY = [204, 205, 304]

function toJson(body: unknown): unknown {
  if (typeof body !== 'string' || body === '') return null
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function refuse({ status, retryAfter, error }: Extract<Fault, { kind: 'status' }>): Response {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': `${retryAfter}` }
  if (WITHOUT_BODY.includes(status)) return new Response(null, { status, headers })
  if (error) return Response.json({ error }, { status, headers })
  return new Response('<h1>Trouble</h1>', { status, headers: { ...HTML, ...headers } })
}
