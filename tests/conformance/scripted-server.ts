import type { WireEvent } from '@reelstate/core'
import { vi } from 'vitest'

/** A server at the other end of `fetch` that a test drives by hand: every request is recorded and answered when it says so. */
export class ScriptedServer {
  readonly requests: ScriptedRequest[] = []
  /** What a `DELETE` is answered with. */
  cancelAnswer: Promise<Response> = Promise.resolve(Response.json({ outcome: 'canceled' }))
  /** Answers the next request in place of a stream. */
  next: Response | undefined

  readonly fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const request = new ScriptedRequest(new URL(`${input}`, 'http://video.test'), init)
    this.requests.push(request)
    const { next } = this
    this.next = undefined
    if (next) return next
    // Each request has an answer of its own to read.
    return request.method === 'DELETE' ? (await this.cancelAnswer).clone() : request.response
  }

  get last(): ScriptedRequest {
    const request = this.requests.at(-1)
    if (!request) throw new Error('Nothing was requested yet.')
    return request
  }

  /** Waits for so many requests, and gives the last of them. */
  async request(count: number): Promise<ScriptedRequest> {
    await vi.waitFor(() => {
      if (this.requests.length < count) throw new Error(`${this.requests.length} of ${count} requests came.`)
    }, FAST)
    return this.last
  }

  methods(): string[] {
    return this.requests.map(({ method }) => method)
  }
}

/** For waits in a page: often, and not for long. */
export const FAST = { interval: 5, timeout: 2_000 }

export class ScriptedRequest {
  readonly method: string
  readonly headers: Headers
  readonly body: { data?: Record<string, unknown> }
  readonly response: Response
  isClosed = false
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined

  constructor(
    readonly url: URL,
    { method = 'GET', headers, body, signal }: RequestInit,
  ) {
    this.method = method
    this.headers = new Headers(headers)
    this.body = typeof body === 'string' ? JSON.parse(body) : {}
    const close = () => {
      this.isClosed = true
    }
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.controller = controller
      },
      cancel: close,
    })
    signal?.addEventListener('abort', () => {
      if (!this.isClosed) this.controller?.error(new DOMException('Aborted.', 'AbortError'))
      close()
    })
    this.response = new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } })
  }

  get key(): string | null {
    return this.headers.get('idempotency-key')
  }

  /** Sends events in one piece. */
  send(...events: WireEvent[]): void {
    const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
    this.controller?.enqueue(new TextEncoder().encode(text))
  }

  /** Breaks the connection. */
  drop(): void {
    this.isClosed = true
    this.controller?.error(new TypeError('terminated'))
  }
}
