import type { WireEvent } from '../protocol.js'
import type { TransportData } from '../transport.js'
import type { PlayedRun } from './played-run.js'
import type { PlayedStep } from './script-steps.js'
import type { TestClock, TimerId } from './test-clock.js'

/** What a request says: the `data` of a create, or the `reference` of a resume, with the run's ids. */
export interface ScriptedContext {
  /** Empty for a resume. */
  data: TransportData
  reference?: string
  runId: string
  threadId: string
  idempotencyKey: string
  /** The id of the last event that the client has seen. */
  after?: string
}

/** One request that a scripted transport was sent: what it said, and what it is answered. */
export class ScriptedRequest {
  private readonly byHand: PlayedStep[] = []
  private isClosed = false
  private wake: () => void = () => {}

  constructor(
    readonly kind: 'create' | 'resume',
    readonly context: ScriptedContext,
    /** Aborted when the client has closed the stream. */
    readonly signal: AbortSignal,
    private readonly run: PlayedRun,
    private readonly clock: TestClock,
    private readonly onEvents: (events: readonly WireEvent[]) => void,
  ) {}

  /**
   * Sends events as one read, before what the script still has, and waits until they were taken. Like `end`, `fail` and
   * `drop` it rejects with an `Error` once the stream is closed.
   */
  send(...events: WireEvent[]): Promise<void> {
    return this.add({ kind: 'events', events })
  }
  /** Ends the stream. */
  end(): Promise<void> {
    return this.add({ kind: 'end' })
  }
  /** Breaks the stream with this error. */
  fail(error: unknown): Promise<void> {
    return this.add({ kind: 'fail', error })
  }
  /** Breaks the stream as a network does. */
  drop(): Promise<void> {
    return this.fail(new TypeError('The connection was dropped.'))
  }

  private async add(step: PlayedStep): Promise<void> {
    if (this.isClosed || this.signal.aborted)
      throw new Error(
        `The stream of this ${this.kind} is closed, so nobody hears what it is sent. Wait until the client has opened another: requests.at(-1) is the latest.`,
      )
    this.byHand.push(step)
    this.wake()
    // A handful of microtasks: the iteration takes the step, the machine moves, callbacks run.
    for (let turn = 0; turn < 40; turn++) await Promise.resolve()
  }

  /** What the client reads. */
  async *stream(): AsyncGenerator<readonly WireEvent[]> {
    const { clock, run, signal } = this
    let isSilent = false
    let timer: TimerId
    const wake = () => this.wake()
    signal.addEventListener('abort', wake)
    let state = run.reopen(this.kind, clock.now())
    try {
      while (!signal.aborted) {
        const step = this.byHand.shift() ?? state ?? (isSilent ? undefined : run.next(clock.now()))
        if (step === state) state = undefined
        if (step?.kind === 'events') {
          this.onEvents(step.events)
          yield step.events
        } else if (step?.kind === 'fail') throw step.error
        else if (step?.kind === 'end') return
        else if (step?.kind === 'silence') isSilent = true
        else {
          if (step) timer = clock.setTimeout(wake, step.ms)
          await new Promise<void>((resolve) => (this.wake = resolve))
          clock.clearTimeout(timer)
        }
      }
    } finally {
      this.isClosed = true
      clock.clearTimeout(timer)
      signal.removeEventListener('abort', wake)
    }
  }
}
