/** One piece of an answer: an event of a stream with the empty line that ends it, or a whole body that is no stream. */
export interface WireFrame {
  number: number
  /** ms since the epoch. */
  at: number
  /** As it came. */
  text: string
  /** The connection broke off in the middle of it. */
  isCut: boolean
}

/** How an answer ended: `open` until it did; `left` where the page itself let go of it. */
export type WireEnd = 'open' | 'complete' | 'cut' | 'left' | 'failed'

/** One request and what came back. */
export interface WireExchange {
  id: number
  /** ms since the epoch. */
  at: number
  method: string
  url: string
  /** The headers of the request that matter to a job. */
  headers: readonly (readonly [name: string, value: string])[]
  /** What was sent; empty where the request has no body. */
  body: string
  /** The answer's status and its headers that matter; null until it is there. */
  answer: { status: number; headers: readonly (readonly [name: string, value: string])[] } | null
  frames: readonly WireFrame[]
  /** How many older frames were let go, to bound what the page keeps. */
  forgotten: number
  end: WireEnd
  /** Why there is no answer, or why it ended early; empty otherwise. */
  problem: string
}

/** The longest an exchange may grow, in frames. */
const MAX_FRAMES = 500
const MAX_EXCHANGES = 60

/** Everything that went over the wire, oldest first. */
export class WireLog {
  #exchanges: readonly WireExchange[] = []
  #listeners = new Set<() => void>()
  #nextId = 0
  #frame = 0

  /** Replaced at most once per frame of the screen, however much comes. */
  #shown: readonly WireExchange[] = []

  readonly getShown = (): readonly WireExchange[] => this.#shown

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly clear = (): void => {
    this.#replace([])
  }

  /** Adds a request. What becomes of it is told with the functions that come back. */
  begin(request: Pick<WireExchange, 'method' | 'url' | 'headers' | 'body'>) {
    const id = this.#nextId++
    const begun: WireExchange = {
      ...request,
      id,
      at: Date.now(),
      answer: null,
      frames: [],
      forgotten: 0,
      end: 'open',
      problem: '',
    }
    this.#replace([...this.#exchanges, begun].slice(-MAX_EXCHANGES))
    const change = (apply: (exchange: WireExchange) => Partial<WireExchange>) =>
      this.#replace(this.#exchanges.map((one) => (one.id === id ? { ...one, ...apply(one) } : one)))
    let frames = 0
    return {
      answered: (answer: NonNullable<WireExchange['answer']>) => change(() => ({ answer })),
      received: (texts: readonly string[], isCut = false) => {
        if (texts.length === 0) return
        const at = Date.now()
        change((exchange) => {
          const all = [...exchange.frames, ...texts.map((text) => ({ number: frames++, at, text, isCut }))]
          const extra = Math.max(0, all.length - MAX_FRAMES)
          return { frames: all.slice(extra), forgotten: exchange.forgotten + extra }
        })
      },
      ended: (end: WireEnd, problem = '') =>
        change((exchange) => (exchange.end === 'open' ? { end, problem } : {})),
    }
  }

  #replace(exchanges: readonly WireExchange[]): void {
    this.#exchanges = exchanges
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#shown = this.#exchanges
      for (const listener of this.#listeners) listener()
    })
  }
}
