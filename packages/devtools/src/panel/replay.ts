import type { RecordedStep } from '../recording/recording.js'

/** Goes through steps as fast as they were recorded, or faster. */
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
    this.#at = this.#now()
    this.#since = performance.now()
    this.#speed = speed
    if (this.isPlaying) this.#plan()
  }

  /** Plays on after this step. */
  play(index: number): void {
    this.#at = this.steps()[index]?.at ?? 0
    this.#since = performance.now()
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
    this.#timer = setTimeout(() => this.#step(), next ? (next.at - now) / this.#speed : 0)
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
