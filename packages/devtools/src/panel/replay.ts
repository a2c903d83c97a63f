import type { RecordedStep } from '../recording/recording.js'

/** Longer than this nobody waits for the next step, in ms: a recording may hold an idle hour. */
const LONGEST_WAIT = 2_000

/** Goes through steps as fast as they were recorded, or faster; a long pause is cut to 2 s. */
export class Replay {
  #timer: ReturnType<typeof setTimeout> | undefined
  #speed = 1
  /** Where the replay is in the recording's time, and when it was there; both in ms. */
  #at = 0
  #since = 0

  constructor(
    private readonly steps: () => readonly RecordedStep[],
    private readonly onStep: (index: number) => void,
    private readonly onEnd: () => void,
  ) {}

  get isPlaying(): boolean {
    return this.#timer !== undefined
  }

  set speed(speed: number) {
    this.#leap(this.#now())
    this.#speed = speed
    if (this.isPlaying) this.#plan()
  }

  /** Plays on after this step. */
  play(index: number): void {
    this.#leap(this.steps()[index]?.at ?? 0)
    this.#plan()
  }

  pause(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #now = () => this.#at + (performance.now() - this.#since) * this.#speed

  #plan(): void {
    clearTimeout(this.#timer)
    const now = this.#now()
    const next = this.steps().find(({ at }) => at > now)
    // The last ones may have been shown together: who sees the end has seen them all.
    const wait = next ? (next.at - now) / this.#speed : 0
    this.#timer = setTimeout(
      () => {
        if (next && wait > LONGEST_WAIT) this.#leap(next.at)
        this.#step()
      },
      Math.min(wait, LONGEST_WAIT),
    )
  }

  #leap(at: number): void {
    this.#at = at
    this.#since = performance.now()
  }

  #step(): void {
    const steps = this.steps()
    const now = this.#now()
    const index = steps.findLastIndex(({ at }) => at <= now)
    this.onStep(Math.max(0, index))
    if (index < steps.length - 1) this.#plan()
    else {
      this.pause()
      this.onEnd()
    }
  }
}
