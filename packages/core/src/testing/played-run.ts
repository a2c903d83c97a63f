import { runError, VideoError, type VideoJob, type WireEvent } from '../protocol.js'
import type { PlayedStep } from './script-steps.js'

/** A script as it is played for one job, over every request that asks for it. */
export class PlayedRun {
  /** How many steps were played. */
  private at = 0
  /** Until when nothing comes, in ms of the clock: a wait goes on while nobody listens. */
  private waitUntil: number | undefined
  private created: readonly WireEvent[] = []
  private report: readonly WireEvent[] = []

  constructor(private steps: readonly PlayedStep[]) {}

  /** What comes next at this time; a `wait` is what is left of it. Undefined where the script has nothing (left). */
  next(now: number): PlayedStep | undefined {
    if (this.waitUntil !== undefined && now < this.waitUntil)
      return { kind: 'wait', ms: this.waitUntil - now }
    this.waitUntil = undefined
    const step = this.steps[this.at]
    if (step) this.at++
    if (step?.kind === 'wait') this.waitUntil = now + step.ms
    if (step?.kind === 'events') this.note(step.events)
    return step
  }

  /**
   * What a new request is told at once: where the script has to wait, or has nothing left, the job as it is, as a server
   * says it. Whoever asks once more after the end hears the end again.
   */
  reopen(kind: 'create' | 'resume', now: number): PlayedStep | undefined {
    const last = this.steps.at(-1)
    const isWaiting = this.waitUntil !== undefined && now < this.waitUntil
    if (this.at === this.steps.length && last?.kind === 'events' && last.isLast) this.at--
    const next = this.steps[this.at]
    if (!isWaiting && next && next.kind !== 'wait') return undefined
    // A run without a script says nothing by itself.
    if (this.steps.length === 0) return undefined
    const events =
      kind === 'create' || this.report.length === 0 ? [...this.created, ...this.report] : this.report
    return events.length > 0 ? { kind: 'events', events } : undefined
  }

  /** The job was canceled: what is left is the verdict. A run without a script says nothing by itself. */
  cancel(): void {
    if (this.steps.length === 0) return
    const verdict = runError(new VideoError('canceled', 'It was canceled.'))
    this.steps = [{ kind: 'events', events: [verdict], isLast: true }]
    this.at = 0
    this.waitUntil = undefined
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
