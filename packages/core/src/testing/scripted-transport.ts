import type { CancelOutcome, VideoJob, WireEvent } from '../protocol.js'
import type { ConnectionAdapter, TransportContext, TransportData } from '../transport.js'
import { createRealClock } from './create-real-clock.js'
import { type CancelAnswer, type PlayedStep, playedSteps, type ScriptStep } from './script-steps.js'
import { ScriptedRequest } from './scripted-request.js'
import type { TestClock } from './test-clock.js'

export interface ScriptedTransportOptions {
  /** What its waits run on. Default: the clock of its `createTestClient`, elsewhere real timers or the fake ones installed. */
  clock?: TestClock
  /** How a cancellation is answered. Default: `'canceled'`. */
  cancel?: CancelAnswer
}

/** A script, or a function that gives one for each order: 0 is the first. */
export type Script = readonly ScriptStep[] | ((order: number) => readonly ScriptStep[])

interface PlayedRun {
  steps: PlayedStep[]
  /** How many steps were played. */
  at: number
}

/**
 * A connection without a server: it plays a script, and can be driven by hand.
 *
 * ```ts
 * const transport = scriptedTransport([
 *   { jobCreated: {} }, { wait: 5_000 }, { status: 40 }, 'drop', { status: 60 }, { wait: 5_000 }, { result: {} },
 * ])
 * ```
 *
 * Every create plays the script from its start, for a job of its own (`job-1`, `job-2`, …). A stream that is opened again
 * goes on where the one before it stopped, so what follows a `'drop'` is what the next request is told; asked once more
 * after the end it repeats the end. Where the script has nothing (left), the stream stays open for `send()`, `drop()`,
 * `fail()` and `end()`, of the transport for its latest request or of any of its `requests`.
 *
 * Throws a `TypeError` that names the step that is none.
 */
export function scriptedTransport(script: Script = [], options: ScriptedTransportOptions = {}) {
  return new ScriptedTransport(script, options)
}

export class ScriptedTransport implements ConnectionAdapter {
  /** Everything that was asked for, in order. */
  readonly requests: ScriptedRequest[] = []
  /** The references of the jobs that were canceled. */
  readonly canceled: string[] = []
  /** How the next cancellation is answered; a promise answers when it settles. */
  cancelAnswer: CancelAnswer

  private clock: TestClock | undefined
  private readonly runs: PlayedRun[] = []
  private readonly runOf = new Map<string, PlayedRun>()

  constructor(
    private readonly script: Script,
    { clock, cancel = 'canceled' }: ScriptedTransportOptions,
  ) {
    this.clock = clock
    this.cancelAnswer = cancel
    if (typeof script !== 'function') playedSteps(script, 'job-1')
  }

  connect = (
    _messages: never[],
    data: TransportData,
    signal: AbortSignal,
    context: TransportContext,
  ): AsyncIterable<readonly WireEvent[]> => this.add('create', { data, ...context }, signal, this.begin())

  resume = (
    { reference }: VideoJob,
    signal: AbortSignal,
    context: TransportContext,
  ): AsyncIterable<readonly WireEvent[]> => {
    const run = this.runOf.get(reference) ?? this.runs.at(-1) ?? this.begin()
    return this.add('resume', { data: {}, reference, ...context }, signal, run)
  }

  cancel = async ({ reference }: VideoJob): Promise<CancelOutcome> => {
    this.canceled.push(reference)
    return this.cancelAnswer
  }

  /** Runs its waits on this clock, where it was given none. */
  runOn(clock: TestClock): void {
    this.clock ??= clock
  }

  /** The latest request. Throws where nothing was requested yet. */
  get last(): ScriptedRequest {
    const request = this.requests.at(-1)
    if (!request) throw new Error('Nothing was requested yet.')
    return request
  }

  /** Sends events on the latest request, as one read, and waits until they were taken. */
  send = (...events: WireEvent[]): Promise<void> => this.last.send(...events)
  /** Breaks the latest request as a network does. */
  drop = (): Promise<void> => this.last.drop()
  /** Breaks the latest request with this error. */
  fail = (error: unknown): Promise<void> => this.last.fail(error)
  /** Ends the latest request. */
  end = (): Promise<void> => this.last.end()

  private begin(): PlayedRun {
    const order = this.runs.length
    const script = typeof this.script === 'function' ? this.script(order) : this.script
    const run = { steps: playedSteps(script, `job-${order + 1}`), at: 0 }
    this.runs.push(run)
    return run
  }

  private add(
    kind: 'create' | 'resume',
    context: Record<string, unknown>,
    signal: AbortSignal,
    run: PlayedRun,
  ): AsyncIterable<readonly WireEvent[]> {
    // Whoever asks once more after the end hears the end again.
    const last = run.steps.at(-1)
    if (run.at === run.steps.length && last?.kind === 'events' && last.isLast) run.at--
    const nextStep = () => {
      const step = run.steps[run.at++]
      if (step === undefined) run.at = run.steps.length
      if (step?.kind === 'events') for (const event of step.events) this.noteJob(event, run)
      return step
    }
    const request = new ScriptedRequest(kind, context, signal, nextStep, this.clock ?? createRealClock())
    this.requests.push(request)
    return request.stream()
  }

  private noteJob({ value }: WireEvent, run: PlayedRun): void {
    const { reference } = Object(value) as Partial<VideoJob>
    if (reference) this.runOf.set(reference, run)
  }
}
