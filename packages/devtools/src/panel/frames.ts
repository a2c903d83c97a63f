/** A repaint that took 2 ms is not followed by another for 8 ms: what is watched keeps four fifths of the time. */
const REST_PER_WORK = 4

/** So many requests between two repaints are more than anybody reads: then there are four repaints a second, in ms. */
const FLOOD = 50
const FLOOD_REST = 250

/** Repaints that are asked for by thousands of events a second, and made once an animation frame at most. */
export class Frames {
  #frame = 0
  #rest: ReturnType<typeof setTimeout> | undefined
  #earliest = 0
  #asked = 0

  constructor(private readonly paint: () => void) {}

  /** Asks for a repaint; costs nothing where one is asked for already. */
  request(): void {
    this.#asked += 1
    if (this.#frame || this.#rest) return
    const wait = this.#earliest - performance.now()
    if (wait <= 0) this.#frame = requestAnimationFrame(this.#run)
    else
      this.#rest = setTimeout(() => {
        this.#rest = undefined
        this.#frame = requestAnimationFrame(this.#run)
      }, wait)
  }

  /** Asks for a repaint in the next frame, because the user did something. */
  hurry(): void {
    clearTimeout(this.#rest)
    this.#rest = undefined
    this.#frame ||= requestAnimationFrame(this.#run)
  }

  /** Makes none of what was asked for. */
  cancel(): void {
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#rest)
    this.#frame = 0
    this.#rest = undefined
  }

  #run = () => {
    this.#frame = 0
    const began = performance.now()
    this.paint()
    const ended = performance.now()
    const rest = this.#asked > FLOOD ? FLOOD_REST : 0
    this.#earliest = ended + Math.max(rest, (ended - began) * REST_PER_WORK)
    this.#asked = 0
  }
}
