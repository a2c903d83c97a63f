import type { WireEvent } from '../protocol.js'
import type { ConnectionAdapter } from '../transport.js'

/** A connection that a test drives by hand: every request is recorded and answered when the test says so. */
export class ScriptedConnection implements ConnectionAdapter {
  readonly requests: ScriptedRequest[] = []
  readonly canceled: string[] = []
  cancelAnswer: Promise<'canceled' | 'requested' | 'too_late'> = Promise.resolve('canceled')

  connect: ConnectionAdapter['connect'] = (_messages, data, signal, context) =>
    this.add(new ScriptedRequest('create', { data, ...context }, signal))

  resume: NonNullable<ConnectionAdapter['resume']> = (job, signal, context) =>
    this.add(new ScriptedRequest('resume', { data: {}, reference: job.reference, ...context }, signal))

  cancel: NonNullable<ConnectionAdapter['cancel']> = (job) => {
    this.canceled.push(job.reference)
    return this.cancelAnswer
  }

  /** The latest request. */
  get last(): ScriptedRequest {
    const request = this.requests.at(-1)
    if (!request) throw new Error('Nothing was requested yet.')
    return request
  }

  private add(request: ScriptedRequest): AsyncIterable<readonly WireEvent[]> {
    this.requests.push(request)
    return request.stream()
  }
}

export class ScriptedRequest {
  private readonly steps: (() => readonly WireEvent[] | undefined)[] = []
  private wake: () => void = () => {}

  constructor(
    readonly kind: 'create' | 'resume',
    readonly context: Record<string, unknown>,
    readonly signal: AbortSignal,
  ) {}

  /** Sends events as one read, and waits until they were taken. */
  async send(...events: WireEvent[]): Promise<void> {
    await this.step(() => events)
  }
  /** Ends the stream. */
  async end(): Promise<void> {
    await this.step(() => undefined)
  }
  /** Breaks the stream. */
  async fail(error: unknown): Promise<void> {
    await this.step(() => {
      throw error
    })
  }

  private async step(step: () => readonly WireEvent[] | undefined): Promise<void> {
    this.steps.push(step)
    this.wake()
    // A handful of microtasks: the iteration takes the step, the machine moves, callbacks run.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }

  async *stream(): AsyncGenerator<readonly WireEvent[]> {
    for (;;) {
      while (this.steps.length === 0) await new Promise<void>((resolve) => (this.wake = resolve))
      const events = this.steps.shift()?.()
      if (!events) return
      yield events
    }
  }
}
