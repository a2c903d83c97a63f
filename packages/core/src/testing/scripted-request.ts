import type { WireEvent } from '../protocol.js'
import type { TransportData } from '../transport.js'
import type { PlayedRun, RunReader } from './played-run.js'
import { type PlayedStep, spell } from './script-steps.js'
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
  /** What the script said to all while somebody else asked for it. */
  private readonly heard: PlayedStep[] = []
  private isClosed = false
  /** How often the client has come for its next read, or closed the stream. */
  private turns = 0
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
   * Sends wire events as one read, before what the script still has, and waits until they were taken; none are a heartbeat.
   *
   * ```ts
   * import { jobStatus } from '@reelstate/core/protocol'
   * await request.send(jobStatus({ jobId: 'job-1', status: 'processing', progress: 40 }))
   * ```
   *
   * Rejects with a `TypeError` for what is no wire event, and like `end`, `fail` and `drop` with an `Error` once the stream
   * is closed.
   */
  async send(...events: WireEvent[]): Promise<void> {
    const wrong = events.findIndex((event) => typeof Object(event).type !== 'string')
    if (wrong >= 0)
      throw new TypeError(
        `send() takes wire events, such as jobStatus({ jobId, status: 'processing', progress: 40 }) of @reelstate/core/protocol; it got ${spell(events[wrong])}.`,
      )
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
    // Until nothing moves any more for a handful of microtasks: in so many the client takes a read, its machine moves, and
    // callbacks run. On a link that fell silent nobody comes for the next one.
    for (let idle = 0, { turns } = this; idle < 40; idle++) {
      await Promise.resolve()
      if (turns === this.turns) continue
      turns = this.turns
      idle = 0
    }
  }

  /** What the client reads. */
  async *stream(): AsyncGenerator<readonly WireEvent[]> {
    const { clock, run, signal } = this
    let isSilent = false
    let timer: TimerId
    const wake = () => this.wake()
    const reader: RunReader = {
      hear: (events) => {
        this.heard.push({ kind: 'events', events })
        wake()
      },
      lookAgain: wake,
    }
    signal.addEventListener('abort', wake)
    const state = run.reopen(this.kind, clock.now())
    if (state) this.heard.push(state)
    run.join(reader)
    try {
      while (!signal.aborted) {
        this.turns++
        const step =
          this.byHand.shift() ??
          (isSilent ? undefined : (this.heard.shift() ?? run.next(clock.now(), reader)))
        if (step?.kind === 'events') {
          this.onEvents(step.events)
          yield step.events
        } else if (step?.kind === 'fail') throw step.error
        else if (step?.kind === 'end') return
        else if (step?.kind === 'silence') {
          isSilent = true
          run.leave(reader)
        } else {
          if (step) timer = clock.setTimeout(wake, step.ms)
          await new Promise<void>((resolve) => (this.wake = resolve))
          clock.clearTimeout(timer)
        }
      }
    } finally {
      this.turns++
      this.isClosed = true
      run.leave(reader)
      clock.clearTimeout(timer)
      signal.removeEventListener('abort', wake)
    }
  }
}
