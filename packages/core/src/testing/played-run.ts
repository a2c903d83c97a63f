import { readWireEvent, runError, VideoError, type VideoJob, type WireEvent } from '../protocol.js'
import type { PlayedStep } from './script-steps.js'

/** A request that is open, and hears what the script says whoever asked for it. */
export interface RunReader {
  /** The next read. */
  hear(events: readonly WireEvent[]): void
  /** The script has changed. */
  lookAgain(): void
}

/** A script as it is played for one job, to every request that is open. */
export class PlayedRun {
  /** How many steps were played. */
  private at = 0
  /** Until when nothing comes, in ms of the clock: a wait goes on while nobody listens. */
  private waitUntil: number | undefined
  private created: readonly WireEvent[] = []
  private report: readonly WireEvent[] = []
  /** The read with which the script told the end. */
  private ending: readonly WireEvent[] | undefined
  private readonly readers = new Set<RunReader>()

  constructor(private steps: readonly PlayedStep[]) {}

  /** Hears everything from now on, until it leaves. */
  join(reader: RunReader): void {
    this.readers.add(reader)
  }

  leave(reader: RunReader): void {
    this.readers.delete(reader)
  }

  /**
   * What comes next at this time; a `wait` is what is left of it. Undefined where the script has nothing (left). What a
   * server says of the job all others hear as well; a failure or an end is that of the request which asked for it.
   */
  next(now: number, asking: RunReader): PlayedStep | undefined {
    if (this.waitUntil !== undefined && now < this.waitUntil)
      return { kind: 'wait', ms: this.waitUntil - now }
    this.waitUntil = undefined
    const step = this.steps[this.at]
    if (step) this.at++
    if (step?.kind === 'wait') this.waitUntil = now + step.ms
    if (step?.kind === 'events') {
      this.note(step.events)
      if (step.events.some(isEnd)) this.ending = step.events
      for (const reader of this.readers) if (reader !== asking) reader.hear(step.events)
    }
    return step
  }

  /**
   * What a new request is told at once: where the script has to wait, or has nothing left, the job as it is, as a server
   * says it. Whoever asks once more after the end hears the end again, unless the script goes on with something else.
   */
  reopen(kind: 'create' | 'resume', now: number): PlayedStep | undefined {
    // A run without a script says nothing by itself.
    if (this.steps.length === 0) return undefined
    if (this.ending && this.steps.slice(this.at).every(isQuiet))
      return { kind: 'events', events: this.ending }
    const isWaiting = this.waitUntil !== undefined && now < this.waitUntil
    const next = this.steps[this.at]
    if (!isWaiting && next && next.kind !== 'wait') return undefined
    const events =
      kind === 'create' || this.report.length === 0 ? [...this.created, ...this.report] : this.report
    return events.length > 0 ? { kind: 'events', events } : undefined
  }

  /** The job was canceled: what is left is the verdict. A run without a script says nothing by itself. */
  cancel(): void {
    if (this.steps.length === 0) return
    const verdict = runError(new VideoError('canceled', 'It was canceled.'))
    this.steps = [{ kind: 'events', events: [verdict] }]
    this.at = 0
    this.waitUntil = undefined
    for (const reader of this.readers) reader.lookAgain()
  }

  /** Remembers what was said of the job. */
  note(events: readonly WireEvent[]): void {
    for (const event of events) {
      const { reference, status, url } = Object(event.value) as Partial<VideoJob> & Record<string, unknown>
      if (reference) this.created = [event]
      else if (status && !url) this.report = [event]
    }
  }
}

const isEnd = (event: WireEvent) => ['RESULT', 'FAILED'].includes(readWireEvent(event)?.type ?? '')

/** Whether nothing is said of the job in it, and nothing fails. The end of a run stands for itself only. */
const isQuiet = (step: PlayedStep) =>
  step.kind === 'end' ||
  step.kind === 'wait' ||
  (step.kind === 'events' && step.events.every(({ type }) => type === 'RUN_FINISHED'))
