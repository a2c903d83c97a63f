import {
  jobCreated,
  jobProgress,
  jobResult,
  jobStatus,
  runError,
  runFinished,
  runStarted,
  VideoError,
  type WireEvent,
} from '../protocol.js'

/** What goes wrong with one request. */
export type Fault =
  | { kind: 'none' }
  /** It never arrives, or its answer does not. */
  | { kind: 'network'; arrives: boolean }
  | { kind: 'status'; status: number; arrives: boolean; retryAfter?: number }
  | { kind: 'html'; arrives: boolean }
  /** The answer breaks off after so many bytes: by an error, by its end, or by silence. */
  | { kind: 'cut'; bytes: number; how: 'error' | 'end' | 'stall' }
  /** Frames that are no JSON, a provider that begins anew, and every event twice. */
  | { kind: 'noise' }
  /** An instance answers that does not know the latest yet; ms. */
  | { kind: 'stale'; behind: number }

interface ModelJob {
  id: string
  key: string
  createdAt: number
  endsAt: number
  isCanceled: boolean
}

/** How often a job has news, and a stream a heartbeat; ms. */
const NEWS = 5_000
const HEARTBEAT = 15_000

/**
 * The server's side of the wire as a model: jobs by key, events from the state of a job, real bytes in real `Response`
 * streams, on whatever clock the test has. What goes wrong with each request is the test's to say.
 */
export class ModelServer {
  readonly jobs = new Map<string, ModelJob>()
  /** Bodies that somebody still reads. */
  open = 0
  requests = 0

  constructor(
    readonly workMs: number,
    readonly nextFault: () => Fault,
    /** How many bytes come at once. */
    readonly chunkSize: number,
  ) {}

  readonly fetch = async (
    url: string,
    { method = 'GET', headers, signal }: RequestInit,
  ): Promise<Response> => {
    this.requests++
    const fault = this.nextFault()
    // Some time passes on the way.
    await new Promise((resolve) => setTimeout(resolve, 50))
    if (signal?.aborted) throw new DOMException('Aborted.', 'AbortError')
    // Who is asked to slow down was not heard.
    const isHeard = fault.kind !== 'status' || fault.status !== 429
    const arrives = isHeard && (!('arrives' in fault) || fault.arrives)
    const answer = arrives
      ? this.answer(method, new URL(url), new Headers(headers), fault, signal)
      : undefined
    if (fault.kind === 'network') throw new TypeError('fetch failed')
    if (fault.kind === 'html')
      return new Response('<h1>Hello</h1>', { headers: { 'Content-Type': 'text/html' } })
    if (fault.kind === 'status') {
      const wait = fault.retryAfter === undefined ? {} : { 'Retry-After': `${fault.retryAfter}` }
      return new Response('<h1>Trouble</h1>', { status: fault.status, headers: wait })
    }
    return answer?.() ?? new Response(null, { status: 500 })
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
    const key = headers.get('idempotency-key') ?? ''
    const job = method === 'POST' ? (this.jobs.get(key) ?? this.create(key)) : known
    if (!job)
      return () => Response.json({ error: { code: 'not_found', message: 'No such job.' } }, { status: 404 })
    if (method === 'DELETE') {
      const outcome = this.isOver(job) ? 'too_late' : 'canceled'
      job.isCanceled ||= outcome === 'canceled'
      return () => Response.json({ outcome })
    }
    const after = Number(searchParams.get('after') ?? 0)
    return () =>
      new Response(this.stream(job, after, fault, signal), {
        headers: { 'Content-Type': 'text/event-stream' },
      })
  }

  private create(key: string): ModelJob {
    const now = Date.now()
    const id = `job-${this.jobs.size + 1}`
    const job = { id, key, createdAt: now, endsAt: now + this.workMs, isCanceled: false }
    this.jobs.set(key, job)
    return job
  }

  private isOver = ({ isCanceled, endsAt }: ModelJob, now = Date.now()) => isCanceled || now >= endsAt

  private version(job: ModelJob, now = Date.now()): number {
    const { createdAt, endsAt } = job
    const last = 2 + Math.floor((endsAt - createdAt) / NEWS)
    return this.isOver(job, now) ? last : 1 + Math.floor((now - createdAt) / NEWS)
  }

  private events(job: ModelJob, after: number, now = Date.now()): WireEvent[] {
    const { id: jobId, createdAt, endsAt, isCanceled } = job
    const version = this.version(job, now)
    if (version <= after) return []
    const opening =
      after === 0
        ? [runStarted('r', 't'), jobCreated({ jobId, reference: jobId, resume: true, cancel: true })]
        : []
    const progress = Math.min(100, Math.floor((100 * (now - createdAt)) / (endsAt - createdAt)))
    const ending = isCanceled
      ? [runError(new VideoError('canceled', 'It was canceled.'))]
      : this.isOver(job, now)
        ? [
            jobResult({ jobId, status: 'completed', url: `https://videos.example/${jobId}.mp4` }),
            runFinished('r', 't'),
          ]
        : []
    const status = jobStatus({ jobId, status: ending.length > 0 ? 'completed' : 'processing', progress })
    const events = [...opening, ...(isCanceled ? [] : [status]), ...ending]
    return events.map((event, index) =>
      index === events.length - 1 ? { ...event, eventId: `${version}` } : event,
    )
  }

  private stream(
    job: ModelJob,
    after: number,
    fault: Fault,
    signal: AbortSignal | null | undefined,
  ): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder()
    const isNoisy = fault.kind === 'noise'
    let left = fault.kind === 'cut' ? fault.bytes : Number.POSITIVE_INFINITY
    let told = after
    let timers: ReturnType<typeof setInterval>[] = []
    let isDone = false
    const finish = () => {
      if (isDone) return
      isDone = true
      this.open--
      for (const timer of timers) clearInterval(timer)
      timers = []
    }
    this.open++
    return new ReadableStream({
      start: (controller) => {
        const cut = () => {
          for (const timer of timers) clearInterval(timer)
          if (fault.kind !== 'cut' || fault.how === 'stall') return
          finish()
          if (fault.how === 'end') controller.close()
          else controller.error(new TypeError('terminated'))
        }
        const write = (text: string) => {
          const bytes = encoder.encode(text)
          for (let at = 0; at < bytes.length && !isDone && left > 0; at += this.chunkSize) {
            const chunk = bytes.subarray(at, Math.min(bytes.length, at + Math.min(this.chunkSize, left)))
            left -= chunk.length
            controller.enqueue(chunk)
            if (left <= 0) cut()
          }
        }
        const tell = () => {
          const events = this.events(job, told)
          if (events.length === 0) return
          told = this.version(job)
          send(events)
          if (!this.isOver(job) || isDone || left <= 0) return
          finish()
          controller.close()
        }
        const send = (events: WireEvent[]) => {
          for (const event of isNoisy ? events.flatMap((event) => [event, event]) : events) {
            const { eventId, ...body } = event
            if (isNoisy) write('data: {"half":\n\nevent: odd\ndata: <p>\n\n')
            if (isNoisy) write(`data: ${JSON.stringify(jobProgress(0, 'again'))}\n\n`)
            write(`${eventId ? `id: ${eventId}\n` : ''}data: ${JSON.stringify(body)}\n\n`)
          }
        }
        signal?.addEventListener('abort', () => {
          if (!isDone) controller.error(new DOMException('Aborted.', 'AbortError'))
          finish()
        })
        write('retry: 1000\n\n')
        const then = fault.kind === 'stale' ? Date.now() - fault.behind : 0
        if (then > job.createdAt && !job.isCanceled) send(this.events(job, 0, then))
        tell()
        if (isDone) return
        timers.push(
          setInterval(tell, 1_000),
          setInterval(() => write(': heartbeat\n\n'), HEARTBEAT),
        )
      },
      cancel: finish,
    })
  }
}
