import {
  type ActorShape,
  type ChartModel,
  type ChartTransition,
  describe,
  toActor,
  toChartModel,
} from '@reelstate/core/chart'
import { ChartView } from './chart-view.js'
import { followActor } from './highlight.js'

/** Whatever has an actor: a video client. */
export interface ActorOwner {
  readonly actor: ActorShape
}

// On a server there is no HTMLElement; the module may still be imported there.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/**
 * `<reelstate-devtools>`: the statechart of a running machine, drawn from the machine itself, with the current state
 * lit. Set the property `client` to a video client, or `actor` to any actor of an XState 5 machine; the one set last
 * is shown. The attribute `theme` is `light` or `dark`; without it the chart follows the system.
 */
export class ReelstateDevtools extends Base {
  #client: ActorOwner | null = null
  #actor: ActorShape | null = null
  #view: ChartView | null = null
  #leave: () => void = () => {}

  /** The video client whose machine is shown. */
  get client(): ActorOwner | null {
    return this.#client
  }
  set client(client: ActorOwner | null | undefined) {
    if ((client ?? null) === this.#client) return
    this.#client = client ?? null
    this.#actor = null
    this.#restart()
  }

  /** The actor that is shown where there is no client. */
  get actor(): ActorShape | null {
    return this.#actor
  }
  set actor(actor: ActorShape | null | undefined) {
    if ((actor ?? null) === this.#actor) return
    this.#actor = actor ?? null
    this.#client = null
    this.#restart()
  }

  connectedCallback(): void {
    this.#adopt('client')
    this.#adopt('actor')
    this.#view ??= new ChartView(this.attachShadow({ mode: 'open' }))
    this.#enter(this.#view)
  }

  disconnectedCallback(): void {
    this.#leave()
    this.#leave = () => {}
  }

  /** A property that was set before the element was defined hides the setter. */
  #adopt(name: 'client' | 'actor'): void {
    if (!Object.hasOwn(this, name)) return
    const value: unknown = this[name]
    Reflect.deleteProperty(this, name)
    Reflect.set(this, name, value)
  }

  #restart(): void {
    if (!this.isConnected || !this.#view) return
    this.disconnectedCallback()
    this.#enter(this.#view)
  }

  #enter(view: ChartView): void {
    const stop = this.#start(view)
    const observer = new ResizeObserver(() => view.resize(this.clientWidth))
    observer.observe(this)
    this.#leave = () => {
      stop()
      observer.disconnect()
    }
  }

  /** Shows the machine, or what is wrong with what was given. Returns how to stop. */
  #start(view: ChartView): () => void {
    if (!this.#client && !this.#actor) {
      view.show('No machine yet: set the property client to a video client, or actor to an XState actor.')
      return () => {}
    }
    try {
      const actor = toActor(this.#client ? actorOf(this.#client) : this.#actor)
      const model = toChartModel(actor.logic)
      view.show(model)
      return follow(view, actor, model)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      view.show(error.message)
      return () => {}
    }
  }
}

function actorOf(client: ActorOwner): unknown {
  if (client.actor) return client.actor
  throw new TypeError(`The property client takes a video client, not ${describe(client)}.`)
}

/** Passes on at most one step a frame, with all that was taken since the last: a burst of reports costs one repaint. */
function follow(view: ChartView, actor: ActorShape, model: ChartModel): () => void {
  let frame = 0
  let latest: unknown
  const taken = new Set<ChartTransition>()
  const stop = followActor(actor, model, (value, transitions) => {
    latest = value
    for (const transition of transitions) taken.add(transition)
    frame ||= requestAnimationFrame(() => {
      frame = 0
      view.step(latest, [...taken])
      taken.clear()
    })
  })
  return () => {
    stop()
    cancelAnimationFrame(frame)
  }
}
