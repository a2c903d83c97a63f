import type { WireEvent } from '../protocol.js'
import type { PlayedStep } from './script-steps.js'
import type { TestClock, TimerId } from './test-clock.js'

/** One request that a scripted transport was sent: what it said, and what it is answered. */
export class ScriptedRequest {
  private readonly byHand: PlayedStep[] = []
  private wake: () => void = () => {}

  constructor(
    readonly kind: 'create' | 'resume',
    /** The `data` of a create, or the `reference` of a resume, with the run's ids and the last event id (`after`). */
    readonly context: Record<string, unknown>,
    /** Aborted when the client has closed the stream. */
    readonly signal: AbortSignal,
    private readonly nextStep: () => PlayedStep | undefined,
    private readonly clock: TestClock,
  ) {}

  /** Sends events as one read, before what the script still has, and waits until they were taken. */
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
    this.byHand.push(step)
    this.wake()
    // A handful of microtasks: the iteration takes the step, the machine moves, callbacks run.
    for (let turn = 0; turn < 40; turn++) await Promise.resolve()
  }

  /** What the client reads. */
  async *stream(): AsyncGenerator<readonly WireEvent[]> {
    let isWaiting = false
    let timer: TimerId
    const wake = () => this.wake()
    this.signal.addEventListener('abort', wake)
    try {
      while (!this.signal.aborted) {
        const step = this.byHand.shift() ?? (isWaiting ? undefined : this.nextStep())
        if (!step) await new Promise<void>((resolve) => (this.wake = resolve))
        else if (step.kind === 'events') yield step.events
        else if (step.kind === 'fail') throw step.error
        else if (step.kind === 'end') return
        else {
          isWaiting = true
          if (step.kind === 'silence') continue
          timer = this.clock.setTimeout(() => {
            isWaiting = false
            this.wake()
          }, step.ms)
        }
      }
    } finally {
      this.clock.clearTimeout(timer)
      this.signal.removeEventListener('abort', wake)
    }
  }
}
