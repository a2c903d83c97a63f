import { type CancelOutcome, VideoError, type VideoJob, type WireEvent } from '../protocol.js'
import type { ConnectionAdapter, TransportContext, TransportData } from '../transport.js'
import { createRealClock } from './create-real-clock.js'
import { PlayedRun } from './played-run.js'
import {
  announcesJob,
  type CancelAnswer,
  type PlayedStep,
  playedSteps,
  type ScriptStep,
} from './script-steps.js'
import { type ScriptedContext, ScriptedRequest } from './scripted-request.js'
import type { TestClock } from './test-clock.js'

export interface ScriptedTransportOptions {
  /** What its waits run on. Default: the clock of its `createTestClient`, elsewhere real timers or the fake ones installed. */
  clock?: TestClock
  /** How a cancellation is answered. Default: `'canceled'`. */
  cancel?: CancelAnswer
}

/** A script, or a function that gives one for each order: 0 is the first. */
export type Script = readonly ScriptStep[] | ((order: number) => readonly ScriptStep[])

/**
 * A connection without a server: it plays a script, and can be driven by hand.
 *
 * ```ts
 * const transport = scriptedTransport([
 *   { jobCreated: {} }, { wait: 5_000 }, { status: 40 }, 'drop', { status: 60 }, { wait: 5_000 }, { result: {} },
 * ])
 * ```
 *
 * Every create plays the script from its start, for a job of its own (`job-1`, `job-2`, …); a create under a key that was
 * sent before goes on with its job. A stream that is opened again goes on where the one before it stopped, so what follows
 * a `'drop'` is what the next request is told. A wait goes on while nobody listens, and who comes back meanwhile is told
 * the job's last state at once. Asked once more after the end it repeats the end, which is `canceled` once a cancellation
 * was answered so; unless the script goes on with more than a wait or the end of the stream. Several clients on one clock may
 * follow one job: what the server says reaches them all, and a `'drop'`, a failure or an end the one whose request comes to it
 * first. A resume of a job that the script did not announce fails with `not_found`.
 *
 * Where the script has nothing (left), the stream stays open for `send()`, `drop()`, `fail()` and `end()`, of the
 * transport for its latest request or of any of its `requests`. A transport without a script says nothing by itself.
 *
 * Throws a `TypeError` that names the step that is none. What a function as a script throws is thrown by the test client's
 * `pass()`.
 */
export function scriptedTransport(script: Script = [], options: ScriptedTransportOptions = {}) {
  return new ScriptedTransport(script, options)
}

export class ScriptedTransport implements ConnectionAdapter {
  /** Every stream that was asked for, by a create or a resume, in order. */
  readonly requests: ScriptedRequest[] = []
  /** The references of the jobs that were canceled. */
  readonly canceled: string[] = []
  /** How the next cancellation is answered; a promise answers when it settles. */
  cancelAnswer: CancelAnswer

  /** The clock that was given, or the one of the client that took this transport. */
  private clock: TestClock | undefined
  private readonly isClockGiven: boolean
  /** How many orders the script was asked for. */
  private orders = 0
  private scriptError: Error | undefined
  private readonly runOfKey = new Map<string, PlayedRun>()
  private readonly runOfJob = new Map<string, PlayedRun>()

  constructor(
    private readonly script: Script,
    { clock, cancel = 'canceled' }: ScriptedTransportOptions,
  ) {
    this.clock = clock
    this.isClockGiven = clock !== undefined
    this.cancelAnswer = cancel
    if (typeof script !== 'function') playedSteps(script, 'job-1')
  }

  connect = (
    _messages: never[],
    data: TransportData,
    signal: AbortSignal,
    context: TransportContext,
  ): AsyncIterable<readonly WireEvent[]> => {
    const run = this.runOfKey.get(context.idempotencyKey) ?? this.begin()
    this.runOfKey.set(context.idempotencyKey, run)
    return this.add('create', { data, ...idsOf(context) }, signal, run)
  }

  resume = (
    { reference }: VideoJob,
    signal: AbortSignal,
    context: TransportContext,
  ): AsyncIterable<readonly WireEvent[]> => {
    // Of a job that was never announced: its order may have been, and is asked for by its key.
    const run =
      this.runOfJob.get(reference) ?? this.runOfKey.get(context.idempotencyKey) ?? this.follow(reference)
    return this.add('resume', { data: {}, reference, ...idsOf(context) }, signal, run)
  }

  cancel = async ({ reference }: VideoJob): Promise<CancelOutcome> => {
    this.canceled.push(reference)
    const outcome = await this.cancelAnswer
    if (outcome === 'canceled') this.runOfJob.get(reference)?.cancel()
    return outcome
  }

  /**
   * Runs its waits on this clock, where it was given none. Throws an `Error` where it runs on the clock of another client:
   * two times in one script fit nowhere.
   */
  runOn(clock: TestClock): void {
    if (this.isClockGiven || this.clock === clock) return
    if (this.clock)
      throw new Error(
        'This scripted transport runs on the clock of another test client. Make a transport for each client, or give both clients the same clock: createTestClient({ connection, clock }).',
      )
    this.clock = clock
  }

  /** Throws what the script threw, once; the test client does so after each `pass()`. */
  throwScriptError(): void {
    const error = this.scriptError
    this.scriptError = undefined
    if (error) throw error
  }

  /** The latest request. Throws where nothing was requested yet. */
  get last(): ScriptedRequest {
    const request = this.requests.at(-1)
    if (!request) throw new Error('Nothing was requested yet.')
    return request
  }

  /** Sends wire events on the latest request, as one read, and waits until they were taken. */
  send = (...events: WireEvent[]): Promise<void> => this.last.send(...events)
  /** Breaks the latest request as a network does. */
  drop = (): Promise<void> => this.last.drop()
  /** Breaks the latest request with this error. */
  fail = (error: unknown): Promise<void> => this.last.fail(error)
  /** Ends the latest request. */
  end = (): Promise<void> => this.last.end()

  private begin(): PlayedRun {
    const order = this.orders++
    return new PlayedRun(this.stepsOf(order, `job-${order + 1}`))
  }

  /** A script that announces no job is about any job that is asked for; every other one knows its own only. */
  private follow(reference: string): PlayedRun {
    const steps = this.stepsOf(this.orders, reference)
    if (!announcesJob(steps)) return new PlayedRun(steps)
    const message = `The script has announced no job ${reference}.`
    return new PlayedRun([{ kind: 'fail', error: new VideoError('not_found', message, { status: 404 }) }])
  }

  private stepsOf(order: number, jobId: string): PlayedStep[] {
    const { script } = this
    if (typeof script !== 'function') return playedSteps(script, jobId)
    try {
      return playedSteps(script(order), jobId)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      this.scriptError = new Error(`The script failed for order ${order} (0 is the first): ${reason}`, {
        cause,
      })
      throw this.scriptError
    }
  }

  private add(
    kind: 'create' | 'resume',
    context: ScriptedContext,
    signal: AbortSignal,
    run: PlayedRun,
  ): AsyncIterable<readonly WireEvent[]> {
    const onEvents = (events: readonly WireEvent[]) => {
      run.note(events)
      for (const { value } of events) {
        const { reference } = Object(value) as Partial<VideoJob>
        if (reference) this.runOfJob.set(reference, run)
      }
    }
    const request = new ScriptedRequest(kind, context, signal, run, this.clock ?? createRealClock(), onEvents)
    this.requests.push(request)
    return request.stream()
  }
}

function idsOf({ runId, threadId, idempotencyKey, after }: TransportContext) {
  return { runId, threadId, idempotencyKey, ...(after !== undefined && { after }) }
}
